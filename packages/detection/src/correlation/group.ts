import { isOver, severityRank, type Incident } from '@citywatch/contracts';
import { isValue, linked, type Member } from './link.js';
import type { CorrelationSettings } from './settings.js';

/** Anomalies with one cause: an incident, or what may still become one. */
export interface Group {
  readonly members: Map<string, Member>;
  /** The incident as stored, with people's changes; null while it waits for company. */
  incident: Incident | null;
  /** When the first member arrived, ms of the correlator's clock. */
  readonly since: number;
  /** When the last member cleared by that clock; null while one lasts. */
  clearAt: number | null;
  /** Members that the stored incident does not have yet. */
  readonly joined: Set<string>;
  /** A member got worse, came or went. */
  dirty: boolean;
  /** Stored incidents that turned out to be this one. */
  readonly absorbed: Incident[];
}

export const emptyGroup = (since: number): Group => ({
  members: new Map(),
  incident: null,
  since,
  clearAt: null,
  joined: new Set(),
  dirty: false,
  absorbed: [],
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

/** Whether a group would take an anomaly in. */
export function attracts(group: Group, member: Member, settings: CorrelationSettings): boolean {
  if (group.incident !== null && group.incident.times.closedAt !== null) return false;
  for (const other of group.members.values()) if (linked(member, other, settings)) return true;
  return false;
}

/**
 * Whether two groups that one anomaly links are one incident. Stored ones only while both are young, and never where people
 * already work on both: their histories must not vanish into each other.
 */
export function mergeable(a: Group, b: Group, settings: CorrelationSettings): boolean {
  if (a.incident === null || b.incident === null) return true;
  if (isOver(a.incident.times) || isOver(b.incident.times)) return false;
  if (inHand(a.incident) && inHand(b.incident)) return false;
  const domains = [...a.members.values(), ...b.members.values()].map(({ thing }) => thing.domain);
  const window = Math.max(...domains.map((domain) => settings.windowMs[domain]));
  return Math.abs(a.incident.times.startedAt - b.incident.times.startedAt) <= window;
}

const inHand = ({ times, assignedTo }: Incident): boolean => times.acknowledgedAt !== null || assignedTo !== null;

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
  if (from.incident !== null) into.absorbed.push(from.incident);
  into.absorbed.push(...from.absorbed);
  into.dirty = true;
  into.clearAt = null;
  noteClear(into, now);
}

/**
 * Whether a waiting group becomes an incident now. At once: several Things of which one is sure, or one Thing that says so in
 * two properties. The rest waits for company, and what is over before its time is up was nothing.
 */
export function ripe(group: Group, settings: CorrelationSettings, now: number): boolean {
  const members = [...group.members.values()];
  const values = members.filter(({ anomaly }) => isValue(anomaly));
  const strong = values.filter(({ anomaly }) => severityRank(anomaly.severity) >= severityRank('major'));
  const witnesses = new Set(values.map(({ thing }) => thing.thing)).size;
  if (witnesses >= 3 || (witnesses >= 2 && strong.length > 0)) return true;
  if (witnesses === 1 && new Set(strong.map(({ anomaly }) => anomaly.property)).size >= 2) return true;
  if (members.length >= settings.flaps && values.length >= settings.flaps) return true;
  const wait = Math.min(
    ...members.map(({ anomaly }) => (isValue(anomaly) ? settings.waitMs[anomaly.severity] : settings.qualityWaitMs)),
  );
  if (group.clearAt === null) return now - group.since >= wait;
  return members.some(({ anomaly }) => (anomaly.end ?? anomaly.start) - anomaly.start >= wait);
}
