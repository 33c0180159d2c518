import { isOver } from '@citywatch/contracts';
import { extentOf } from './geometry.js';
import { operatorKind, propertyKind, type CityGraph } from './graph.js';
import { areRivals, inHand, isShut, type Group } from './group.js';
import { onOneCarriageway } from './link.js';
import { isJam, isLost, isValue, thingsOf, type Member } from './member.js';
import type { CorrelationSettings } from './settings.js';

/** One group that holds this share of a kind explains it, where it has a place of its own. */
const EXPLAINS = 0.6;
/** A jam of at least so many detectors has a carriageway of its own. */
const QUEUE = 0.8;

/** The kinds an anomaly counts for: its property in its domain, and its operator. Doubts about data only for the operator. */
export const kindsOf = ({ anomaly, thing }: Member): string[] =>
  isValue(anomaly)
    ? [propertyKind(thing.domain, anomaly.property), operatorKind(thing.operator)]
    : [operatorKind(thing.operator)];

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

  /** Kinds of which more than a share alarms, and at least so many, properties first. */
  over(graph: CityGraph, share: number, things: number): string[] {
    const kinds: string[] = [];
    for (const [kind, { size }] of this.open)
      if (size >= things && size > share * graph.countOf(kind)) kinds.push(kind);
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

const ofKind = (group: Group, kind: string): Member[] =>
  [...group.members.values()].filter((member) => kindsOf(member).includes(kind));
const openOfKind = (group: Group, kind: string): Member[] =>
  ofKind(group, kind).filter(({ anomaly }) => anomaly.end === null);

/** How many Things of a group are, or were, of its kind. */
export const countIn = (group: Group, kind: string): number => thingsOf(ofKind(group, kind)).length;

/**
 * The groups that are one network-wide incident of a kind, or none. Not where one cause with a place explains most of it: power
 * lost, a queue on one carriageway, or a plume. Not what people shaped, and not what lost its power.
 */
export function networkOf(
  groups: readonly Group[],
  kind: string,
  things: number,
  settings: CorrelationSettings,
): Group[] {
  const involved = groups
    .map((group) => ({ group, count: thingsOf(openOfKind(group, kind)).length }))
    .filter(({ count }) => count > 0);
  if (
    involved.some(
      ({ group, count }) => group.network === null && count >= EXPLAINS * things && isLocal(group, settings),
    )
  )
    return [];
  const spread = involved.filter(({ group, count }) => mayGather(group, count));
  const total = spread.reduce((sum, { count }) => sum + count, 0);
  return total >= settings.networkThings && total >= EXPLAINS * things ? spread.map(({ group }) => group) : [];
}

function mayGather(group: Group, count: number): boolean {
  if (isShut(group) || (group.incident !== null && isOver(group.incident.times))) return false;
  const members = [...group.members.values()];
  return !members.some(isLost) && 2 * count >= thingsOf(members).length;
}

function isLocal(group: Group, settings: CorrelationSettings): boolean {
  const members = [...group.members.values()];
  if (members.some(isLost)) return true;
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
