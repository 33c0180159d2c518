import { isOver, SEVERITIES, severityRank, type Severity } from '@citywatch/contracts';
import { extentOf } from './geometry.js';
import { isAirKind, operatorKind, propertyKind, SILENCE, type CityGraph } from './graph.js';
import { areRivals, inHand, isShut, type Group } from './group.js';
import { onOneCarriageway } from './link.js';
import { inOrder, isJam, isLost, isSilent, isValue, thingsOf, type Member } from './member.js';
import { feederOf } from './root.js';
import type { CorrelationSettings } from './settings.js';
import { severityOf } from './severity.js';

const MINOR = severityRank('minor');
/** One group that holds this share of a kind explains it, where it has a place of its own. */
const EXPLAINS = 0.6;
/** A jam of at least so many detectors has a carriageway of its own. */
const QUEUE = 0.8;

/** The kinds an anomaly counts for: its property in its domain, and its operator. Doubts about data only for the operator; silence for the city. */
export function kindsOf({ anomaly, thing }: Member): string[] {
  const operator = operatorKind(thing.operator);
  if (isValue(anomaly)) return [propertyKind(thing.domain, anomaly.property), operator];
  return isSilent(anomaly) ? [SILENCE, operator] : [operator];
}

/** Whether a network-wide incident of one kind takes over that of another: when all are silent it is no longer an operator's. */
export const isWider = (kind: string, other: string): boolean => kind === SILENCE && other.startsWith(operatorKind(''));

/** Counts of each kind how many Things alarm now. */
export class NetworkWatch {
  /** Open anomalies of each Thing of a kind. */
  private readonly open = new Map<string, Map<string, number>>();
  private readonly counted = new Set<string>();

  /** Takes note of a member that came, or whose anomaly ended. */
  note(member: Member): void {
    const { id, end } = member.anomaly;
    if ((end === null) === this.counted.has(id)) return;
    if (end === null) this.counted.add(id);
    else this.counted.delete(id);
    this.change(member, end === null ? 1 : -1);
  }

  /** Takes note that a member was forgotten. */
  forget(member: Member): void {
    if (this.counted.delete(member.anomaly.id)) this.change(member, -1);
  }

  /** Things that alarm now, of a kind. */
  alarming(kind: string): number {
    return this.open.get(kind)?.size ?? 0;
  }

  /** Kinds of which more than a share alarms, and enough to speak of one: the whole city's silence first, then properties. */
  over(graph: CityGraph, share: number, settings: CorrelationSettings): string[] {
    const kinds: string[] = [];
    for (const [kind, { size }] of this.open)
      if (size >= leastThings(kind, settings) && size > share * graph.countOf(kind)) kinds.push(kind);
    return kinds.filter((kind) => graph.countOf(kind) > 0).sort((a, b) => (a > b ? -1 : 1));
  }

  private change(member: Member, by: 1 | -1): void {
    const { thing } = member.thing;
    for (const kind of kindsOf(member)) {
      const things = this.open.get(kind) ?? new Map<string, number>();
      this.open.set(kind, things);
      const count = (things.get(thing) ?? 0) + by;
      if (count > 0) things.set(thing, count);
      else things.delete(thing);
      if (things.size === 0) this.open.delete(kind);
    }
  }
}

const leastThings = (kind: string, { networkThings, networkStations }: CorrelationSettings): number =>
  isAirKind(kind) ? networkStations : networkThings;

const ofKind = (group: Group, kind: string): Member[] =>
  [...group.members.values()].filter((member) => kindsOf(member).includes(kind));
const openOfKind = (group: Group, kind: string): Member[] =>
  ofKind(group, kind).filter(({ anomaly }) => anomaly.end === null);

/** How many Things of a group are, or were, of its kind. */
export const countIn = (group: Group, kind: string): number => thingsOf(ofKind(group, kind)).length;

/** What a look for a network-wide incident found. */
export interface NetworkFound {
  /** The groups that are one; none where it is none. */
  readonly groups: readonly Group[];
  /**
   * When time alone may change the answer, ms: one that was left out may only not have had the time to prove a cause of its own.
   * Infinity where it cannot.
   */
  readonly lookAgainAt: number;
}

/**
 * The groups that are one network-wide incident of a kind. Not where one cause with a place explains most of it: power lost, a queue
 * on one carriageway, or a plume. Not what people shaped, what lost its power, or what is bad where the rest is only a little off.
 */
export function networkOf(
  groups: readonly Group[],
  kind: string,
  things: number,
  settings: CorrelationSettings,
  now: number,
): NetworkFound {
  const involved = groups
    .map((group) => ({ group, count: thingsOf(openOfKind(group, kind)).length }))
    .filter(({ count }) => count > 0);
  const explained = involved.some(
    ({ group, count }) => group.network === null && count >= EXPLAINS * things && isLocal(group, settings),
  );
  if (explained) return { groups: [], lookAgainAt: Infinity };
  const usual = usualSeverity(involved.flatMap(({ group }) => openOfKind(group, kind)));
  const open = involved.filter(({ group, count }) => isOpenTo(group, count));
  const spread = open.filter(({ group }) => !isOfItsOwn(group, usual, settings, now));
  const total = spread.reduce((sum, { count }) => sum + count, 0);
  const isOne = total >= leastThings(kind, settings) && total >= EXPLAINS * things;
  return {
    groups: isOne ? spread.map(({ group }) => group) : [],
    lookAgainAt: Math.min(...open.map(({ group }) => oldAt(group, settings)).filter((at) => at > now)),
  };
}

/** What half of them say at least. */
export function usualSeverity(members: readonly Member[]): Severity {
  const ranks = members.map(({ anomaly }) => severityRank(anomaly.severity)).sort((a, b) => b - a);
  return SEVERITIES[ranks[Math.floor(ranks.length / 2)] ?? 0];
}

/** What is bad where the rest is only a little off has a cause of its own, such as a fire on a hazy day. */
export const standsOut = (severity: Severity, usual: Severity): boolean =>
  severityRank(usual) <= MINOR && severityRank(severity) > MINOR;

function isOpenTo(group: Group, count: number): boolean {
  if (isShut(group) || (group.incident !== null && isOver(group.incident.times))) return false;
  const members = [...group.members.values()];
  return !members.some(isLost) && 2 * count >= thingsOf(members).length;
}

/** Several Things that agree on worse than the rest; for a while also one that may still find company. */
function isOfItsOwn(group: Group, usual: Severity, settings: CorrelationSettings, now: number): boolean {
  if (group.network !== null) return false;
  const members = inOrder(group.members.values());
  if (standsOut(severityOf(members, false), usual)) return true;
  return isYoung(group, settings, now) && standsOut(usualSeverity(members), usual);
}

const isYoung = (group: Group, settings: CorrelationSettings, now: number): boolean => now < oldAt(group, settings);

const oldAt = (group: Group, settings: CorrelationSettings): number => group.since + networkHoldOf(group, settings);

/** How long a group is held back while much of its kind alarms, ms: two reports of its slowest sensor at least. */
export const networkHoldOf = ({ members }: Group, { networkHoldMs }: CorrelationSettings): number =>
  Math.max(networkHoldMs, ...[...members.values()].map(({ thing }) => 2 * (thing.intervalMs ?? 0)));

function isLocal(group: Group, settings: CorrelationSettings): boolean {
  const members = [...group.members.values()];
  if (members.some(isLost)) return true;
  // A substation that sags takes its whole tree with it before anything is dark.
  const grid = members.filter(({ thing }) => thing.domain === 'grid');
  if (grid.length >= QUEUE * members.length && feederOf(grid) !== null) return true;
  const jam = members.filter(isJam);
  const [first] = jam;
  if (first !== undefined) {
    const along = jam.filter(({ thing }) => onOneCarriageway(thing, first.thing));
    if (thingsOf(along).length >= QUEUE * thingsOf(members).length) return true;
  }
  return extentOf(members.map(({ thing }) => thing)) <= settings.plumeMetres;
}

/** Those that may be taken over by the one that goes on. */
export const mayJoinNetwork = (home: Group, other: Group, now: number): boolean =>
  other !== home &&
  !areRivals(home, other, now) &&
  !(home.incident !== null && other.incident !== null && inHand(home.incident) && inHand(other.incident));
