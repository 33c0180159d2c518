import {
  createIncident,
  INCIDENT_KINDS,
  mix,
  uniform,
  USUAL_MINUTES,
  type City,
  type SimulatedIncident,
  type SimulatedIncidentKind,
} from '@citywatch/simulator';

const MINUTE = 60_000;
/** Between two things that go wrong with the same Thing: the tail of the first must not be taken for the second. */
const APART_MS = 4 * 60 * MINUTE;
/** Draws for one before it is given up: in a small city every feeder may be taken. */
const ATTEMPTS = 60;

/** What goes wrong in a city: how often each kind happens, and how long it lasts, minutes. */
export type Programme = Readonly<
  Record<SimulatedIncidentKind, { readonly count: number; readonly minutes: readonly [least: number, most: number] }>
>;

const lasting = (kind: SimulatedIncidentKind): readonly [number, number] => [
  0.6 * USUAL_MINUTES[kind],
  1.5 * USUAL_MINUTES[kind],
];

/**
 * A week at reports every 5 minutes. Real ones last 0.6 to 1.5 of their usual time. Drifts and spikes are given hours, as one
 * of 20 minutes would be four reports; silence lasts longer than the two reports that may be missing before anybody speaks
 * of a gap. Outages are fewer: they touch a third of a small city at once.
 */
export const WEEKLY: Programme = {
  crash: { count: 6, minutes: lasting('crash') },
  fire: { count: 5, minutes: lasting('fire') },
  'feeder-fault': { count: 4, minutes: lasting('feeder-fault') },
  substation: { count: 3, minutes: lasting('substation') },
  stuck: { count: 6, minutes: lasting('stuck') },
  drift: { count: 6, minutes: [90, 240] },
  spike: { count: 6, minutes: [90, 240] },
  gap: { count: 5, minutes: [20, 60] },
  'wrong-clock': { count: 4, minutes: [20, 60] },
};

/** Half a day at native reports, everything as long as it usually lasts. */
export const NATIVE: Programme = {
  crash: { count: 4, minutes: lasting('crash') },
  fire: { count: 3, minutes: lasting('fire') },
  'feeder-fault': { count: 1, minutes: lasting('feeder-fault') },
  substation: { count: 1, minutes: lasting('substation') },
  stuck: { count: 4, minutes: lasting('stuck') },
  drift: { count: 4, minutes: lasting('drift') },
  spike: { count: 4, minutes: lasting('spike') },
  gap: { count: 4, minutes: lasting('gap') },
  'wrong-clock': { count: 3, minutes: lasting('wrong-clock') },
};

export const touched = ({ effects, faults }: SimulatedIncident): number[] => [...effects.keys(), ...faults.keys()];

/** Keeps the Things of what was planned apart in time. */
export class Diary {
  readonly planned: SimulatedIncident[] = [];
  private readonly busy = new Map<number, SimulatedIncident[]>();

  isFree(incident: SimulatedIncident): boolean {
    return touched(incident).every((index) =>
      (this.busy.get(index) ?? []).every(
        (other) => incident.start - other.end >= APART_MS || other.start - incident.end >= APART_MS,
      ),
    );
  }

  add(incident: SimulatedIncident): void {
    for (const index of touched(incident)) this.busy.set(index, [...(this.busy.get(index) ?? []), incident]);
    this.planned.push(incident);
  }

  get inOrder(): SimulatedIncident[] {
    return this.planned.sort((a, b) => a.start - b.start);
  }
}

/**
 * What goes wrong in a city in [from, to) (ms) by a programme, at times and places by the city's seed, any number at once, but
 * never two of them with the same Thing within 4 hours. Kinds that a city has no more room for are fewer.
 */
export function scheduleIncidents(city: City, from: number, to: number, programme: Programme): SimulatedIncident[] {
  const diary = new Diary();
  INCIDENT_KINDS.forEach((kind, nthKind) => {
    const {
      count,
      minutes: [least, most],
    } = programme[kind];
    for (let nth = 0; nth < count; nth++)
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const seed = mix(mix(city.seed, 0xe7a1 + nthKind), nth * ATTEMPTS + attempt);
        const minutes = Math.round(least + (most - least) * uniform(seed, 1));
        const start = Math.floor(from + uniform(seed, 2) * (to - from - minutes * MINUTE));
        const incident = createIncident(city, { kind, start, minutes, seed });
        if (incident.truth.length === 0 || !diary.isFree(incident)) continue;
        diary.add(incident);
        break;
      }
  });
  return diary.inOrder;
}
