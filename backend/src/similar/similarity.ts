import { severityRank, type Domain, type Severity } from '@citywatch/contracts';
import { zoneOffset, type OffsetAt } from '@citywatch/detection';

/** What of an incident its likeness to another depends on. */
export interface IncidentShape {
  readonly id: string;
  /** Code of the title: what kind of thing happened. */
  readonly title: string;
  readonly severity: Severity;
  /** Members' Things by domain. */
  readonly things: Readonly<Partial<Record<Domain, number>>>;
  /** Ids of the members' Things, the carriageways (road and direction) and feeders they are on. */
  readonly members: readonly string[];
  readonly roads: readonly string[];
  readonly feeders: readonly string[];
  readonly longitude: number;
  readonly latitude: number;
  /** ms. */
  readonly startedAt: number;
}

/**
 * How much each part counts; the sum is 1. What and where before when: an operator looks for "this place, this trouble", and the
 * hour only tells a rush-hour queue from a crash at night.
 */
const WEIGHTS = { kind: 0.25, domains: 0.15, place: 0.35, time: 0.15, size: 0.05, severity: 0.05 } as const;
/** Titles that word one trouble in another way because one Thing has it, not many. */
const SAME_TROUBLE: Readonly<Record<string, string>> = {
  'power-lost-at': 'power-lost',
  'sensors-silent': 'sensor-silent',
};
/** Below it two incidents have little more in common than that both are incidents. */
export const LEAST_SIMILARITY = 0.4;
/** Distance at which nearness has fallen to about a third, metres. */
const NEAR_METRES = 1_000;
/** On one carriageway or feeder, though not the same sensors. */
const SAME_LINE = 0.7;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How alike two incidents are, 0 to 1; the same both ways. */
export function similarity(a: IncidentShape, b: IncidentShape, offsetAt: OffsetAt): number {
  const parts = {
    kind: troubleOf(a) === troubleOf(b) ? 1 : 0,
    domains: overlapOfCounts(a.things, b.things),
    place: placeOf(a, b),
    time: timeOf(a.startedAt, b.startedAt, offsetAt),
    size: ratio(a.members.length, b.members.length),
    severity: 1 - Math.abs(severityRank(a.severity) - severityRank(b.severity)) / 3,
  };
  return (Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[]).reduce((sum, key) => sum + WEIGHTS[key] * parts[key], 0);
}

/** The most alike of `others`, at most `limit`, most alike first; of equals the later. */
export function mostSimilar(
  incident: IncidentShape,
  others: readonly IncidentShape[],
  timeZone: string,
  limit: number,
): { readonly id: string; readonly similarity: number }[] {
  const offsetAt = zoneOffset(timeZone);
  return others
    .map((other) => ({ other, similarity: similarity(incident, other, offsetAt) }))
    .filter((item) => item.similarity >= LEAST_SIMILARITY)
    .sort((a, b) => b.similarity - a.similarity || b.other.startedAt - a.other.startedAt)
    .slice(0, limit)
    .map((item) => ({ id: item.other.id, similarity: Math.round(item.similarity * 1_000) / 1_000 }));
}

const troubleOf = ({ title }: IncidentShape): string => SAME_TROUBLE[title] ?? title;

const ratio = (a: number, b: number): number => (a === 0 && b === 0 ? 1 : Math.min(a, b) / Math.max(a, b));

function overlapOfCounts(a: IncidentShape['things'], b: IncidentShape['things']): number {
  let [shared, all] = [0, 0];
  for (const domain of new Set([...Object.keys(a), ...Object.keys(b)]) as Set<Domain>) {
    shared += Math.min(a[domain] ?? 0, b[domain] ?? 0);
    all += Math.max(a[domain] ?? 0, b[domain] ?? 0);
  }
  return all === 0 ? 1 : shared / all;
}

/** The same sensors, else the same line, else near. */
function placeOf(a: IncidentShape, b: IncidentShape): number {
  const others = new Set(b.members);
  const shared = a.members.filter((id) => others.has(id)).length;
  const same = shared === 0 ? 0 : shared / (a.members.length + b.members.length - shared);
  const line = a.roads.some((id) => b.roads.includes(id)) || a.feeders.some((id) => b.feeders.includes(id));
  const near = Math.exp(-metres(a, b) / NEAR_METRES);
  // Half of the sensors in common is the same place: a queue never takes exactly the same ones.
  return Math.max(Math.min(1, 2 * same), line ? SAME_LINE * Math.max(near, 0.5) : 0, SAME_LINE * near);
}

/** On the plane: at a city's size it errs by less than what "near" means. */
function metres(a: IncidentShape, b: IncidentShape): number {
  const north = (a.latitude - b.latitude) * 111_195;
  const east = (a.longitude - b.longitude) * 111_195 * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}

/** Hours of the day around the clock, and whether both days are workdays: two thirds and one third. */
function timeOf(a: number, b: number, offsetAt: OffsetAt): number {
  const [here, there] = [a + offsetAt(a), b + offsetAt(b)];
  const apart = Math.abs((((here - there) % DAY_MS) + DAY_MS) % DAY_MS);
  const hours = Math.min(apart, DAY_MS - apart) / HOUR_MS;
  const weekend = (local: number) => [0, 6].includes(new Date(local).getUTCDay());
  return (2 / 3) * Math.max(0, 1 - hours / 6) + (weekend(here) === weekend(there) ? 1 / 3 : 0);
}
