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

/** How often each kind happens in one city's week. Fewer outages: they touch a third of a small city at once. */
export const WEEKLY: Readonly<Record<SimulatedIncidentKind, number>> = {
  crash: 6,
  fire: 5,
  'feeder-fault': 4,
  substation: 3,
  stuck: 6,
  drift: 6,
  spike: 6,
  gap: 5,
  'wrong-clock': 4,
};

/**
 * How long one lasts, minutes, at reports every 5 minutes. Real ones of the other kinds last 0.6 to 1.5 of their usual time. Drifts
 * and spikes are given hours, as one of 20 minutes would be four reports; silence lasts longer than the three reports that may be
 * missing before anybody speaks of a gap.
 */
const MINUTES: Partial<Record<SimulatedIncidentKind, readonly [least: number, most: number]>> = {
  drift: [90, 240],
  spike: [90, 240],
  gap: [20, 60],
  'wrong-clock': [20, 60],
};
const minutesOf = (kind: SimulatedIncidentKind, share: number): number => {
  const [least, most] = MINUTES[kind] ?? [0.6 * USUAL_MINUTES[kind], 1.5 * USUAL_MINUTES[kind]];
  return Math.round(least + (most - least) * share);
};

const touched = ({ effects, faults }: SimulatedIncident): number[] => [...effects.keys(), ...faults.keys()];

/**
 * What goes wrong in a city in [from, to) (ms): `counts` of each kind, at times and places by the seed, any number at once, but
 * never two of them with the same Thing within 4 hours. Kinds that a city has no more room for are fewer.
 */
export function scheduleIncidents(
  city: City,
  from: number,
  to: number,
  counts: Readonly<Record<SimulatedIncidentKind, number>> = WEEKLY,
): SimulatedIncident[] {
  const busy = new Map<number, SimulatedIncident[]>();
  const isFree = (incident: SimulatedIncident): boolean =>
    touched(incident).every((index) =>
      (busy.get(index) ?? []).every(
        (other) => incident.start - other.end >= APART_MS || other.start - incident.end >= APART_MS,
      ),
    );
  const planned: SimulatedIncident[] = [];
  INCIDENT_KINDS.forEach((kind, nthKind) => {
    for (let nth = 0; nth < counts[kind]; nth++)
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const seed = mix(mix(city.seed, 0xe7a1 + nthKind), nth * ATTEMPTS + attempt);
        const minutes = minutesOf(kind, uniform(seed, 1));
        const start = Math.floor(from + uniform(seed, 2) * (to - from - minutes * MINUTE));
        const incident = createIncident(city, { kind, start, minutes, seed });
        if (incident.truth.length === 0 || !isFree(incident)) continue;
        for (const index of touched(incident)) busy.set(index, [...(busy.get(index) ?? []), incident]);
        planned.push(incident);
        break;
      }
  });
  return planned.sort((a, b) => a.start - b.start);
}
