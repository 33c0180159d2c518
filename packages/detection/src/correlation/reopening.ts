import {
  isOver,
  severityRank,
  type DetectorKind,
  type Incident,
  type Severity,
  type SystemNote,
} from '@citywatch/contracts';
import type { Group } from './group.js';
import type { Member } from './member.js';
import type { CorrelationSettings } from './settings.js';

/** Detectors that judge means of some minutes, ms: such a mean still holds what was over before. */
const SLOW: ReadonlySet<DetectorKind> = new Set(['pattern', 'forecast']);
const SLOW_STEP_MS = 300_000;

/**
 * Why a resolved incident is opened again, as its history will note it; null: it stays as it is, and what joined is attached silently.
 * One that resolved itself is opened by whatever is new there. A person's resolution holds for what was known then, open or not: it
 * is opened where it gets worse, where a sensor that had recovered is abnormal again, or where a further sensor joins after a grace
 * time, because what is read in the moments after a resolution is most often the same growth that the person looked at.
 * @param severity as its members say now
 * @param now ms, the correlator's clock
 */
export function reopeningOf(
  group: Group,
  { times, resolvedBy, severity: known }: Incident,
  severity: Severity,
  { reopenGraceMs }: Pick<CorrelationSettings, 'reopenGraceMs'>,
  now: number,
): SystemNote | null {
  if (!isOver(times)) return null;
  const news = [...group.joined].flatMap((id) => group.members.get(id) ?? []).filter((member) => isNews(group, member));
  if (resolvedBy === null) return news.length > 0 ? 'rejoined' : null;
  if (severityRank(severity) > severityRank(known)) return 'worsened';
  const before = news.map((member) => standingOf(group, member));
  if (before.includes('recovered')) return 'rejoined';
  const isGrown = before.includes('unknown') && now - (times.resolvedAt ?? now) >= reopenGraceMs;
  return isGrown ? 'spread' : null;
}

/** What the incident had of a new member's Thing already. */
function standingOf({ members, joined }: Group, { thing }: Member): 'unknown' | 'recovered' | 'abnormal' {
  let found: 'unknown' | 'recovered' = 'unknown';
  for (const { anomaly, thing: other } of members.values()) {
    if (other.thing !== thing.thing || joined.has(anomaly.id)) continue;
    if (anomaly.end === null) return 'abnormal';
    found = 'recovered';
  }
  return found;
}

/**
 * Whether a new member is a reason to call somebody again. Not what was over before it was read, nor what a slow detector says of a
 * sensor's same episode after a quick one saw its end: both belong here and tell nothing new.
 */
function isNews({ members }: Group, member: Member): boolean {
  if (member.anomaly.end !== null) return false;
  const { start, detector } = member.anomaly;
  const slack = SLOW.has(detector) ? SLOW_STEP_MS : 0;
  for (const { anomaly, thing } of members.values())
    if (thing.thing === member.thing.thing && anomaly.end !== null && start <= anomaly.end + slack) return false;
  return true;
}
