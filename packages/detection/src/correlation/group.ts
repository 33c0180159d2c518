import { isOver, severityRank, type Incident } from '@citywatch/contracts';
import { noAir, type Air } from './exhaust.js';
import { isValue, overlaps, type Member } from './member.js';
import type { CorrelationSettings } from './settings.js';

/** Anomalies with one cause: an incident, or what may still become one. */
export interface Group {
  readonly members: Map<string, Member>;
  readonly air: Air;
  /** The incident as stored, with people's changes; null while it waits for company. */
  incident: Incident | null;
  /** When the first member arrived, ms of the correlator's clock. */
  readonly since: number;
  /** It does not open before this: what speaks for a cause of its own may still be late, ms of the same clock. */
  heldUntil: number;
  /** When the last member cleared by that clock; null while one lasts. */
  clearAt: number | null;
  /** Members that the stored incident does not have yet. */
  readonly joined: Set<string>;
  /** A member got worse, came or went. */
  dirty: boolean;
  /** Stored incidents that turned out to be this one. */
  readonly absorbed: Incident[];
  /** Groups beside it with another cause, and from when on that is sure, ms of the same clock: until then it may have been read too early. */
  readonly rivals: Map<Group, number>;
  /** The stored incident that its members were in before they turned out to be of another cause. */
  left: Incident | null;
  /** The kind that alarms all over the city, where that is what it is. */
  network: string | null;
}

export const emptyGroup = (since: number): Group => ({
  members: new Map(),
  air: noAir(),
  incident: null,
  since,
  heldUntil: -Infinity,
  clearAt: null,
  joined: new Set(),
  dirty: false,
  absorbed: [],
  rivals: new Map(),
  left: null,
  network: null,
});

/** Notes whether all members cleared, and when that was first seen. */
export function noteClear(group: Group, now: number): void {
  for (const { anomaly } of group.members.values())
    if (anomaly.end === null) {
      group.clearAt = null;
      return;
    }
  group.clearAt ??= now;
}

/** Whether a group can take in anything at all: not what is closed, and not what people pinned. */
export const isShut = ({ incident }: Group): boolean =>
  incident !== null && (incident.times.closedAt !== null || incident.pinned);

/** Whether an incident is of one sensor alone. */
export const isLone = ({ incident, members }: Group): boolean => {
  const [first] = members.values();
  if (incident === null || first === undefined) return false;
  for (const { thing } of members.values()) if (thing.thing !== first.thing.thing) return false;
  return true;
};

/** Whether it is the same sensor's same property again, not long after. */
export function isAgain(group: Group, { anomaly, thing }: Member, againMs: number): boolean {
  if (!isLone(group)) return false;
  for (const { anomaly: before, thing: other } of group.members.values())
    if (other.thing === thing.thing && before.property === anomaly.property && overlaps(before, anomaly, againMs))
      return true;
  return false;
}

/**
 * Whether two groups that one anomaly (`by`) links are one incident. Stored ones only while both are young, never where they were found
 * to be two, and never where people already work on both: their histories must not vanish into each other.
 */
export function mergeable(a: Group, b: Group, by: Member, settings: CorrelationSettings, now: number): boolean {
  // Air beside a cause takes up from it, and makes it none the more one with another, or with what other stations read.
  if (by.thing.domain === 'air-quality' && (hasCause(a) || hasCause(b))) return false;
  if (a.network !== null || b.network !== null || isShut(a) || isShut(b)) return false;
  if (a.incident === null || b.incident === null) return true;
  if (areRivals(a, b, now) || isOver(a.incident.times) || isOver(b.incident.times)) return false;
  if (inHand(a.incident) && inHand(b.incident)) return false;
  const domains = [...a.members.values(), ...b.members.values()].map(({ thing }) => thing.domain);
  const window = Math.max(...domains.map((domain) => settings.windowMs[domain]));
  return Math.abs(a.incident.times.startedAt - b.incident.times.startedAt) <= window;
}

const hasCause = ({ members }: Group): boolean => {
  for (const { anomaly, thing } of members.values())
    if (thing.domain !== 'air-quality' && isValue(anomaly)) return true;
  return false;
};

export const inHand = ({ times, assignedTo }: Incident): boolean =>
  times.acknowledgedAt !== null || assignedTo !== null;

/** The one that goes on where two merge: people's before the system's own, then the older. */
export function prefer(a: Group, b: Group): Group {
  if (a.incident === null || b.incident === null) return a.incident === null && b.incident !== null ? b : a;
  if (inHand(a.incident) !== inHand(b.incident)) return inHand(a.incident) ? a : b;
  return a.incident.number <= b.incident.number ? a : b;
}

/** Moves everything of `from` into `into`. */
export function absorb(into: Group, from: Group, now: number): void {
  for (const [id, member] of from.members) {
    into.members.set(id, member);
    into.joined.add(id);
  }
  into.left ??= from.left;
  if (from.incident !== null) into.absorbed.push(from.incident);
  into.absorbed.push(...from.absorbed);
  for (const [rival, since] of from.rivals) if (rival !== into) beRivals(into, rival, since);
  dropRivals(from);
  into.dirty = true;
  into.clearAt = null;
  noteClear(into, now);
}

/** Takes note that two have different causes, which is sure from a time on; the earliest such time counts. */
export function beRivals(a: Group, b: Group, since: number): void {
  const from = Math.min(since, a.rivals.get(b) ?? Infinity);
  a.rivals.set(b, from);
  b.rivals.set(a, from);
}

export const areRivals = (a: Group, b: Group, now: number): boolean => now >= (a.rivals.get(b) ?? Infinity);

export function dropRivals(group: Group): void {
  for (const rival of group.rivals.keys()) rival.rivals.delete(group);
  group.rivals.clear();
}

/**
 * From when on a waiting group is an incident, ms of the correlator's clock; Infinity for never, unless something is taken meanwhile. At
 * once: several Things of which one is sure, or one Thing that says so in two properties. The rest waits for company, and what is over
 * before its time is up was nothing.
 */
export function ripeAt(group: Group, settings: CorrelationSettings): number {
  const members = [...group.members.values()];
  const values = members.filter(({ anomaly }) => isValue(anomaly));
  const strong = values.filter(({ anomaly }) => severityRank(anomaly.severity) >= severityRank('major'));
  const witnesses = new Set(values.map(({ thing }) => thing.thing)).size;
  const isSure =
    witnesses >= 3 ||
    (witnesses >= 2 && strong.length > 0) ||
    (witnesses === 1 && new Set(strong.map(({ anomaly }) => anomaly.property)).size >= 2) ||
    (members.length >= settings.flaps && values.length >= settings.flaps);
  if (isSure) return group.heldUntil;
  const wait = Math.min(
    ...members.map(({ anomaly }) => (isValue(anomaly) ? settings.waitMs[anomaly.severity] : settings.qualityWaitMs)),
  );
  if (group.clearAt === null) return Math.max(group.heldUntil, group.since + wait);
  const lasted = members.some(({ anomaly }) => (anomaly.end ?? anomaly.start) - anomaly.start >= wait);
  return lasted ? group.heldUntil : Infinity;
}
