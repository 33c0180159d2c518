import type { Anomaly } from '@citywatch/contracts';
import { distance } from './geometry.js';
import { isJam, isLost, isSilent, isValue, type Member } from './member.js';
import type { CorrelationSettings, ThingContext } from './settings.js';
import { windward, type Wind } from './wind.js';

const MINUTE = 60_000;
/** What standing or burning engines and cables add to the air beside them. */
const EXHAUST: ReadonlySet<string> = new Set(['pm25', 'pm10', 'no2', 'co']);

/** What comes out of one source: of engines, and of what burns or lies in the haze. */
const SOURCES: readonly ReadonlySet<string>[] = [new Set(['no2', 'co']), new Set(['pm25', 'pm10', 'co', 'so2'])];

/** How two anomalies are related. `apart`: near, but one queue cannot have made both. */
export type Relation = 'linked' | 'apart' | 'none';

/** Whether one queue can reach from the one to the other, by what the detectors between them say. */
export type Reaches = (front: Member, tail: Member) => boolean;

/** Whether two anomalies are near enough in time and place, or along road or feeder, to have one cause. */
export function relate(a: Member, b: Member, settings: CorrelationSettings, reaches: Reaches): Relation {
  if (a.thing.thing === b.thing.thing) return inTime(a, b, settings) ? 'linked' : 'none';
  if (isValue(a.anomaly) && isValue(b.anomaly)) {
    if (!(a.thing.domain === b.thing.domain ? sameDomain(a, b, settings) : acrossDomains(a, b, settings)))
      return 'none';
    return isJam(a) && isJam(b) && onOneCarriageway(a.thing, b.thing) && !oneQueue(a, b, reaches) ? 'apart' : 'linked';
  }
  return isExhaust(a, b, settings) || isExhaust(b, a, settings) || silentTogether(a, b, settings) ? 'linked' : 'none';
}

/**
 * The later must not begin long after the earlier ended, nor very long after it began. What reports slowly is known slowly: a
 * window is never shorter than two of its reports.
 */
function inTime(a: Member, b: Member, settings: CorrelationSettings, least = 0): boolean {
  const [first, second] = a.anomaly.start <= b.anomaly.start ? [a.anomaly, b.anomaly] : [b.anomaly, a.anomaly];
  const window = least > 0 ? least : Math.max(windowOf(a, settings), windowOf(b, settings));
  const apart = second.start - first.start;
  if (apart <= window) return true;
  const span = Math.max(settings.spanMs[a.thing.domain], settings.spanMs[b.thing.domain]);
  return apart <= span && (first.end === null || second.start - first.end <= window);
}

const windowOf = ({ thing }: Member, { windowMs }: CorrelationSettings): number =>
  Math.max(windowMs[thing.domain], 2 * (thing.intervalMs ?? 0));

function sameDomain(a: Member, b: Member, settings: CorrelationSettings): boolean {
  switch (a.thing.domain) {
    case 'traffic':
      return onOneRoad(a, b, settings);
    case 'air-quality':
      return alike(a.anomaly, b.anomaly) && inTime(a, b, settings) && inOnePlume(a, b, settings);
    case 'grid':
      return onOneFeeder(a, b, settings);
  }
}

/** A queue grows against the traffic: its front is furthest along and stood first, as far as reports can tell. */
function oneQueue(a: Member, b: Member, reaches: Reaches): boolean {
  const [tail, front] = (a.thing.road?.position ?? 0) <= (b.thing.road?.position ?? 0) ? [a, b] : [b, a];
  return front.anomaly.start <= tail.anomaly.start + onsetMs(front.thing, tail.thing) && reaches(front, tail);
}

/** By how much two detectors of one moment may differ, ms. */
export const onsetMs = (a: ThingContext, b: ThingContext): number =>
  Math.max(a.intervalMs ?? 0, b.intervalMs ?? 0) + MINUTE;

export const onOneCarriageway = (a: ThingContext, b: ThingContext): boolean =>
  a.road !== null && b.road !== null && a.road.id === b.road.id && a.road.direction === b.road.direction;

/**
 * Along one carriageway while the queue lasts. Roads that cross, and the other direction, only where both begin together: a queue
 * that has stood for long is no reason for one beside it.
 */
function onOneRoad(a: Member, b: Member, settings: CorrelationSettings): boolean {
  const [one, other] = [a.thing.road, b.thing.road];
  if (one !== null && other !== null && onOneCarriageway(a.thing, b.thing))
    return Math.abs(one.position - other.position) <= settings.roadMetres && inTime(a, b, settings);
  const apart = Math.abs(a.anomaly.start - b.anomaly.start);
  const window = Math.max(windowOf(a, settings), windowOf(b, settings));
  return apart <= window && distance(a.thing, b.thing) <= settings.crossroadMetres;
}

const alike = ({ property: p }: Anomaly, { property: q }: Anomaly): boolean =>
  p === q || SOURCES.some((source) => source.has(p) && source.has(q));

/**
 * One source for two stations. Beside each other always. Else, where the wind is known and what they read is no small matter, the
 * one must stand downwind of the other, within the plume's spread, and not have known long before the wind could bring it.
 */
function inOnePlume(a: Member, b: Member, settings: CorrelationSettings): boolean {
  const away = distance(a.thing, b.thing);
  if (away <= settings.airNearMetres) return true;
  const [first, second] = a.anomaly.start <= b.anomaly.start ? [a, b] : [b, a];
  const wind = second.wind ?? first.wind ?? null;
  const small = a.anomaly.severity === 'minor' && b.anomaly.severity === 'minor';
  if (wind === null || wind.speed < settings.calmWind || small) return away <= settings.airMetres;
  return downwind(first, second, wind, settings) || downwind(second, first, wind, settings);
}

/** Whether `b` can have from the air what `a` has: never much before it. */
function downwind(a: Member, b: Member, wind: Wind, settings: CorrelationSettings): boolean {
  const { along, across } = windward(a.thing, b.thing, wind);
  if (along < 0 || along > settings.plumeMetres || across > settings.airNearMetres / 2 + settings.plumeSpread * along)
    return false;
  // Half the way for a gust, and what reporting and judging may be late by.
  const travel = (along / wind.speed) * 1_000;
  const late = 2 * Math.max(a.thing.intervalMs ?? 0, b.thing.intervalMs ?? 0, MINUTE);
  return b.anomaly.start - a.anomaly.start >= travel / 2 - late;
}

/** The same feeder, or one fed through the other; others under one substation only when they fail together. */
function onOneFeeder(a: Member, b: Member, settings: CorrelationSettings): boolean {
  const apart = Math.abs(a.anomaly.start - b.anomaly.start);
  if (a.thing.feeder === null || b.thing.feeder === null)
    return distance(a.thing, b.thing) <= settings.crossroadMetres && apart <= settings.feederMs;
  if (a.thing.feeder.id === b.thing.feeder.id || feeds(a.thing, b.thing) || feeds(b.thing, a.thing))
    return inTime(a, b, settings);
  const report = Math.max(a.thing.intervalMs ?? 0, b.thing.intervalMs ?? 0);
  // Where both are dark and report slowly, the breaker's one moment is known within a report of each.
  const together = Math.max(settings.silenceMs / 2, isLost(a) && isLost(b) ? 1.5 * report : 0);
  return apart <= together && a.thing.fedThrough.some((id) => b.thing.fedThrough.includes(id));
}

const feeds = (above: ThingContext, below: ThingContext): boolean => below.fedThrough.includes(above.thing);

/**
 * A jam and the power below it, or either and what the air beside it takes up: exhaust comes after its cause, as far as reports can
 * tell, and cables that burn are smelt only close by.
 */
function acrossDomains(a: Member, b: Member, settings: CorrelationSettings): boolean {
  const [air, cause] = a.thing.domain === 'air-quality' ? [a, b] : [b, a];
  const away = distance(a.thing, b.thing);
  if (air.thing.domain === 'air-quality') {
    if (!EXHAUST.has(air.anomaly.property)) return false;
    if (air.anomaly.start < cause.anomaly.start - onsetMs(air.thing, cause.thing)) return false;
    if (cause.thing.domain === 'grid' && away > settings.crossroadMetres) return false;
  }
  const apart = Math.abs(a.anomaly.start - b.anomaly.start);
  const window = Math.max(settings.windowMs.traffic, 2 * (a.thing.intervalMs ?? 0), 2 * (b.thing.intervalMs ?? 0));
  return away <= settings.domainMetres && apart <= settings.spanMs.traffic && inTime(a, b, settings, window);
}

/** Whether the station `air` may have from `cause` what it reads, or reads more of than its neighbours do. */
export const isExhaust = (air: Member, cause: Member, settings: CorrelationSettings): boolean =>
  air.thing.domain === 'air-quality' &&
  cause.thing.domain !== 'air-quality' &&
  (isValue(air.anomaly) || isMoreThanBeside(air.anomaly)) &&
  isValue(cause.anomaly) &&
  acrossDomains(air, cause, settings);

const isMoreThanBeside = ({ detector, observed, expected }: Anomaly): boolean =>
  detector === 'peers' && observed !== null && expected !== null && observed > expected;

/** Silence has one cause where the operator is the same, or the feeder: then also with what the feeder's others measure. */
function silentTogether(a: Member, b: Member, settings: CorrelationSettings): boolean {
  const silent = [a, b].filter(({ anomaly }) => isSilent(anomaly)).length;
  const apart = Math.abs(a.anomaly.start - b.anomaly.start);
  if (silent === 2 && a.thing.operator === b.thing.operator && apart <= settings.silenceMs) return true;
  const other = isValue(a.anomaly) || isValue(b.anomaly);
  if (silent === 0 || (silent === 1 && !other)) return false;
  return onOneLine(a, b, settings);
}

/** Whether power that is lost silences both. */
const onOneLine = (a: Member, b: Member, settings: CorrelationSettings): boolean =>
  a.thing.domain === 'grid' && b.thing.domain === 'grid' && onOneFeeder(a, b, settings);

/**
 * Whether what makes a sensor silent is no reason to join this group. An operator's silence is one cause, what was measured meanwhile or
 * after it another: a crash does not take in all who fall silent with its detectors, nor does a silence that many had take in a crash.
 * @param other the group's member that is related
 */
export function isOtherSilence(
  member: Member,
  other: Member,
  group: { readonly members: ReadonlyMap<string, Member> },
  settings: CorrelationSettings,
): boolean {
  const isOwn = member.thing.thing === other.thing.thing;
  if (!isSilent(other.anomaly) || (isSilent(member.anomaly) && isOwn) || onOneLine(member, other, settings))
    return false;
  const measures = [...group.members.values()].some(({ anomaly }) => isValue(anomaly));
  if (isSilent(member.anomaly)) return measures;
  return isValue(member.anomaly) && !measures && group.members.size > 1;
}
