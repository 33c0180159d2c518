import { OBSERVED_PROPERTIES, propertyIndex, QUALITY, type Report } from '@citywatch/contracts';
import {
  mix,
  observe,
  type City,
  type Observed,
  type SimulatedIncident,
  type SimulatedThing,
} from '@citywatch/simulator';

export interface Stretch {
  /** ms, half-open. */
  readonly from: number;
  readonly to: number;
  /** Every Thing reports once in this, ms; `native` at its own interval of 10 or 30 s. */
  readonly interval: number | 'native';
}

/** What goes wrong, by the index of the Things it touches. */
export type Happening = ReadonlyMap<number, readonly SimulatedIncident[]>;

/** Told of each report that something going wrong made different, or kept from being sent. */
export type Witness = (thing: SimulatedThing, time: number, changed: ReadonlySet<string> | 'all') => void;

const NATIVE_BASE_MS = 10_000;

export function happeningOf(incidents: readonly SimulatedIncident[]): Happening {
  const byThing = new Map<number, SimulatedIncident[]>();
  for (const incident of incidents)
    for (const index of new Set([...incident.effects.keys(), ...incident.faults.keys()])) {
      const known = byThing.get(index);
      if (known === undefined) byThing.set(index, [incident]);
      else known.push(incident);
    }
  return byThing;
}

/**
 * All reports of a city over a stretch of time, in the order in which they arrive, each Thing at its own moment within the
 * interval. They go to `take` one by one: a week of a city does not fit into memory.
 */
export function eachReport(
  city: City,
  { from, to, interval }: Stretch,
  happening: Happening,
  take: (report: Report) => void,
  witness?: Witness,
): void {
  const base = interval === 'native' ? NATIVE_BASE_MS : interval;
  const order = city.things
    .map((thing) => ({
      thing,
      offset: mix(thing.seed, 0x0ff5e7) % base,
      every: interval === 'native' ? (thing.metadata.interval * 1_000) / NATIVE_BASE_MS : 1,
    }))
    .sort((a, b) => a.offset - b.offset);
  for (let begin = from, turn = 0; begin < to; begin += base, turn++)
    for (const { thing, offset, every } of order) {
      if ((turn + thing.index) % every !== 0) continue;
      const time = begin + offset;
      const incidents = happening.get(thing.index)?.filter(({ start, end }) => time >= start && time < end) ?? [];
      const observed = observe(city, thing, time, incidents);
      if (incidents.length > 0 && witness !== undefined)
        witness(thing, time, difference(observed, observe(city, thing, time)));
      if (observed !== null) take(reportOf(thing, observed, time));
    }
}

/** The properties that read otherwise than they would have; all where the report is missing or has another time. */
function difference(observed: Observed | null, healthy: Observed | null): ReadonlySet<string> | 'all' {
  if (observed === null || healthy === null || observed.phenomenonTime !== healthy.phenomenonTime) return 'all';
  const properties = Object.keys(healthy.results);
  return new Set(properties.filter((id) => observed.results[id] !== healthy.results[id]));
}

/** The report as the parser makes it of its message. */
function reportOf({ metadata }: SimulatedThing, observed: Observed, time: number): Report {
  const properties: number[] = [];
  const results: number[] = [];
  const qualities: number[] = [];
  for (const id in observed.results) {
    const index = propertyIndex(id);
    const result = observed.results[id];
    const [min, max] = OBSERVED_PROPERTIES[index].plausible;
    properties.push(index);
    results.push(result);
    qualities.push(result < min || result > max ? QUALITY.outOfRange : 0);
  }
  const { domain, thing, operator } = metadata;
  const phenomenonTime = observed.phenomenonTime;
  return {
    domain,
    thing,
    operator,
    sequence: Math.floor(time / 1_000),
    phenomenonTime,
    properties,
    results,
    qualities,
  };
}
