import { severityRank } from '@citywatch/contracts';
import type { CityRun } from '../city/found.js';
import type { Attribution } from './attribute.js';

/** Pairs of Things: together in an incident and in truth, only in an incident, only in truth. */
export interface PairCounts {
  readonly both: number;
  readonly onlyFound: number;
  readonly onlyTrue: number;
}

export const pairF1 = ({ both, onlyFound, onlyTrue }: PairCounts): number =>
  both === 0 ? (onlyFound + onlyTrue === 0 ? NaN : 0) : (2 * both) / (2 * both + onlyFound + onlyTrue);

/**
 * Counts pairs of items, an item being a Thing with what it suffers from: two are together in truth where it is the same event,
 * together in what was found where an incident above info has an anomaly of each.
 * @param everyThing also counts Things of found events that raised nothing though a report shows them: then the figure says how
 *   well the whole system draws an event, else how well the correlator joins what it is given
 */
export function countPairs(run: CityRun, attributions: readonly Attribution[], everyThing: boolean): PairCounts {
  const eventOf = new Map<string, string>();
  const incidentsOf = new Map<string, Set<string>>();
  const keys = new Map<string, string>();
  for (const { anomaly, event } of attributions) {
    // A false alarm suffers from nothing that another one does.
    const key = event === null ? `${anomaly.thing} ${anomaly.id}` : `${anomaly.thing} ${event.id}`;
    keys.set(anomaly.id, key);
    eventOf.set(key, event?.id ?? key);
    if (!incidentsOf.has(key)) incidentsOf.set(key, new Set());
  }
  for (const { id, anomalies, severity } of run.incidents) {
    if (severityRank(severity) <= severityRank('info')) continue;
    for (const anomaly of anomalies) incidentsOf.get(keys.get(anomaly) ?? '')?.add(id);
  }
  if (everyThing) {
    const found = new Set(
      attributions.flatMap(({ event, what }) => (event !== null && what === 'found' ? [event] : [])),
    );
    for (const { id, truth } of found)
      for (const { thing, visible } of truth) {
        const key = `${thing} ${id}`;
        if (!visible || eventOf.has(key)) continue;
        eventOf.set(key, id);
        incidentsOf.set(key, new Set());
      }
  }
  return compare([...eventOf.entries()], incidentsOf);
}

function compare(
  items: readonly (readonly [key: string, event: string])[],
  incidentsOf: ReadonlyMap<string, ReadonlySet<string>>,
): PairCounts {
  let both = 0;
  let onlyFound = 0;
  let onlyTrue = 0;
  items.forEach(([key, event], i) => {
    const mine = incidentsOf.get(key) ?? new Set();
    for (let j = i + 1; j < items.length; j++) {
      const [other, otherEvent] = items[j];
      const isTrue = event === otherEvent;
      const isFound = mine.size > 0 && shares(mine, incidentsOf.get(other));
      if (isTrue && isFound) both++;
      else if (isFound) onlyFound++;
      else if (isTrue) onlyTrue++;
    }
  });
  return { both, onlyFound, onlyTrue };
}

function shares(some: ReadonlySet<string>, others: ReadonlySet<string> | undefined): boolean {
  if (others === undefined || others.size === 0) return false;
  for (const id of some) if (others.has(id)) return true;
  return false;
}

/**
 * How well one incident draws each event of which at least two Things raised something: 2·|both| / (|event| + |incident|) in
 * Things, of the incident above info that fits best. Every event counts the same here, however many Things it has.
 */
export function bestFits(run: CityRun, attributions: readonly Attribution[]): number[] {
  const byEvent = new Map<string, Set<string>>();
  const thingOf = new Map<string, string>();
  for (const { anomaly, event } of attributions) {
    thingOf.set(anomaly.id, anomaly.thing);
    if (event === null) continue;
    const things = byEvent.get(event.id);
    if (things === undefined) byEvent.set(event.id, new Set([anomaly.thing]));
    else things.add(anomaly.thing);
  }
  const incidents = run.incidents
    .filter(({ severity }) => severityRank(severity) > severityRank('info'))
    .map(({ anomalies }) => new Set(anomalies.flatMap((id) => thingOf.get(id) ?? [])));
  return [...byEvent.values()]
    .filter((things) => things.size > 1)
    .map((things) => Math.max(0, ...incidents.map((members) => overlap(things, members))));
}

function overlap(things: ReadonlySet<string>, members: ReadonlySet<string>): number {
  const both = [...things].filter((thing) => members.has(thing)).length;
  return (2 * both) / (things.size + members.size);
}
