import { isOver } from '@citywatch/contracts';
import { isHearsay, isSameGas, mergeAir, noteAir, standsAtCause, strangersOf } from './exhaust.js';
import type { CityGraph } from './graph.js';
import {
  absorb,
  beRivals,
  dropRivals,
  emptyGroup,
  inHand,
  isAgain,
  isShut,
  mergeable,
  noteClear,
  prefer,
  type Group,
} from './group.js';
import { distance } from './geometry.js';
import { isOtherSilence, onsetMs, relate, type Relation } from './link.js';
import { isJam, isLost, overlaps, thingsOf, type Member } from './member.js';
import { MemberIndex } from './member-index.js';
import {
  isWider,
  kindsOf,
  mayJoinNetwork,
  networkHoldOf,
  networkOf,
  NetworkWatch,
  standsOut,
  usualSeverity,
} from './network.js';
import type { CorrelationSettings } from './settings.js';

/** Half of what makes a network-wide incident is reason enough to wait and see; below half of it the incident takes in no more. */
const HALF = 0.5;
/** Detectors that report every few seconds need three reports to be sure. */
const LEAST_CALM_MS = 30_000;

/** The correlator's groups, and which anomaly is in which: decides by time, place and graph what belongs together. */
export class Memory {
  groups: Group[] = [];
  private readonly byAnomaly = new Map<string, Group>();
  private readonly index: MemberIndex;
  private readonly watch = new NetworkWatch();
  /** Something was raised since networks were looked for, or time alone may find one. */
  private raised = false;
  /** Something changed since then; if not, looking again is in vain before this, ms. */
  private changed = false;
  private lookAgainAt = Infinity;

  constructor(
    private readonly settings: CorrelationSettings,
    public graph: CityGraph,
  ) {
    this.index = new MemberIndex(settings);
  }

  /** Anomalies in memory. */
  get members(): number {
    return this.byAnomaly.size;
  }

  groupOf(anomaly: string): Group | undefined {
    return this.byAnomaly.get(anomaly);
  }

  groupOfIncident(id: string): Group | undefined {
    return this.groups.find(({ incident }) => incident?.id === id);
  }

  /** Whether a Thing has no anomaly now, as far as the log was read. */
  isCalm(thing: string): boolean {
    for (const { anomaly } of this.index.ofThing(thing)) if (anomaly.end === null) return false;
    return true;
  }

  /** Puts a member into a group that is known. */
  add(group: Group, member: Member): void {
    group.members.set(member.anomaly.id, member);
    noteAir(group, member, this.settings);
    this.byAnomaly.set(member.anomaly.id, group);
    this.index.add(member);
    this.watch.note(member);
    this.raised = true;
    this.changed = true;
  }

  /** Takes note that a member's anomaly ended. */
  noteEnd(member: Member): void {
    this.changed = true;
    this.watch.note(member);
  }

  forget(group: Group): void {
    this.changed = true;
    for (const [id, member] of group.members) {
      this.byAnomaly.delete(id);
      this.watch.forget(member);
      this.index.remove(member);
    }
    dropRivals(group);
    this.groups = this.groups.filter((item) => item !== group);
  }

  /** Finds the group of a new member, or founds one; groups that it shows to be one become one. */
  join(member: Member, now: number): void {
    const home = this.place(member, now);
    if (home.air.changed && member.thing.domain !== 'air-quality') this.shed(home, now);
  }

  /** @param except a group that is not its home */
  private place(member: Member, now: number, except: Group | null = null): Group {
    const candidates = this.index.candidates(member);
    const isExplained = standsAtCause(member, candidates, this.settings);
    const related = this.relations(member, candidates, isExplained);
    if (except !== null) related.delete(except);
    const draws = (group: Group) => !isExplained && this.drawsIn(group, member);
    const near = this.groups.filter((group) => related.get(group) === 'linked' || draws(group));
    const apart = this.groups.filter((group) => related.get(group) === 'apart' && !near.includes(group));
    const sure = now + this.calmMs(member);
    const home = this.homeAmong(near, member, now);
    if (near.length === 0 && apart.length > 0) home.heldUntil = sure;
    for (const other of apart) if (this.groups.includes(other) && other !== home) beRivals(home, other, sure);
    this.add(home, member);
    home.joined.add(member.anomaly.id);
    home.dirty = true;
    home.clearAt = null;
    noteClear(home, now);
    return home;
  }

  /** A cause has come: stations that it does not explain go where they belong, unless people have taken the incident in hand. */
  private shed(group: Group, now: number): void {
    const { incident } = group;
    if (group.network !== null || isShut(group)) return;
    if (incident !== null && (inHand(incident) || isOver(incident.times))) return;
    group.air.changed = false;
    const leaving = strangersOf(group, this.settings);
    for (const member of leaving) {
      const { id } = member.anomaly;
      group.members.delete(id);
      group.air.members.delete(member);
      group.joined.delete(id);
      this.byAnomaly.delete(id);
    }
    for (const member of leaving) {
      const home = this.place(member, now, group);
      beRivals(home, group, -Infinity);
      if (incident !== null && home.incident === null) home.left ??= incident;
    }
    if (leaving.length > 0) noteClear(group, now);
  }

  /**
   * How groups that can take something in stand to a member.
   * @param isExplained a cause stands beside the station: what is read at others, or was before, is no reason to join them
   */
  private relations(member: Member, candidates: Iterable<Member>, isExplained: boolean): Map<Group, Relation> {
    const reaches = (front: Member, tail: Member) => this.reaches(front, tail);
    const found = new Map<Group, Relation>();
    for (const other of candidates) {
      if (isExplained && other.thing.domain === 'air-quality' && !isSameGas(member, other)) continue;
      const group = this.byAnomaly.get(other.anomaly.id);
      if (group === undefined || group.network !== null || isShut(group) || found.get(group) === 'linked') continue;
      const relation = relate(member, other, this.settings, reaches);
      if (relation === 'none' || isHearsay(member, other, group, this.settings)) continue;
      if (!isOtherSilence(member, other, group, this.settings)) found.set(group, relation);
    }
    for (const group of this.groupsOf(member.thing.thing))
      if (!found.has(group) && group.network === null && isAgain(group, member, this.settings.againMs))
        found.set(group, 'linked');
    return found;
  }

  private groupsOf(thing: string): Set<Group> {
    const groups = new Set<Group>();
    for (const { anomaly } of this.index.ofThing(thing)) {
      const group = this.byAnomaly.get(anomaly.id);
      if (group !== undefined && !isShut(group)) groups.add(group);
    }
    return groups;
  }

  /**
   * The group that has the Thing already: what a sensor says again is no news about how its neighbours belong together. Else those
   * that may be one become one, and of what is left it is the nearest.
   */
  private homeAmong(near: readonly Group[], member: Member, now: number): Group {
    if (near.length === 0) {
      const founded = emptyGroup(now);
      this.groups.push(founded);
      return founded;
    }
    const own = this.groupsOf(member.thing.thing);
    const known = near.filter((group) => own.has(group));
    if (known.length > 0) return known.reduce(prefer);
    const first = near.reduce(prefer);
    const left = [first];
    for (const other of near) {
      if (other === first) continue;
      if (mergeable(first, other, member, this.settings, now)) this.merge(first, other, now);
      else left.push(other);
    }
    const nearest = (group: Group) =>
      Math.min(...[...group.members.values()].map(({ thing }) => distance(thing, member.thing)));
    return (
      left.find((group) => group.network !== null) ??
      left.reduce((best, group) => (nearest(group) < nearest(best) ? group : best))
    );
  }

  private merge(home: Group, other: Group, now: number): void {
    this.changed = true;
    for (const id of other.members.keys()) this.byAnomaly.set(id, home);
    absorb(home, other, now);
    mergeAir(home, other, this.settings);
    this.groups = this.groups.filter((group) => group !== other);
  }

  /** A network-wide incident takes in its kind wherever it is while there is much of it, and what its own sensors say. */
  private drawsIn(group: Group, member: Member): boolean {
    if (group.network === null || isLost(member) || isShut(group) || group.clearAt !== null) return false;
    const share = this.watch.alarming(group.network) / Math.max(1, this.graph.countOf(group.network));
    if (share < HALF * this.settings.networkShare) return false;
    const ofKind = kindsOf(member).includes(group.network);
    if (!ofKind && !this.groupsOf(member.thing.thing).has(group)) return false;
    return !standsOut(member.anomaly.severity, usualSeverity([...group.members.values()]));
  }

  /** A queue leaves no detector out, and none stood before its front did. */
  private reaches(front: Member, tail: Member): boolean {
    if (front.thing.road === null || tail.thing.road === null) return true;
    const later = front.anomaly.start > tail.anomaly.start ? front.anomaly : tail.anomaly;
    const earliest = front.anomaly.start - onsetMs(front.thing, tail.thing);
    return this.graph.between(front.thing.road, tail.thing.road).every(({ thing }) => {
      const own = [...this.index.ofThing(thing)].filter(({ anomaly }) => overlaps(anomaly, later, 0));
      return own.length > 0 && own.every((member) => !isJam(member) || member.anomaly.start >= earliest);
    });
  }

  /** How long calm detectors beside this one may need to say otherwise, ms. */
  private calmMs({ thing }: Member): number {
    return Math.max(LEAST_CALM_MS, this.settings.calmReports * (thing.intervalMs ?? 0));
  }

  /** Whether a waiting group had better wait: so much of its kind alarms that all may be one. */
  isHeldBack(group: Group, now: number): boolean {
    if (now - group.since >= networkHoldOf(group, this.settings)) return false;
    const surging = this.watch.over(this.graph, HALF * this.settings.networkShare, this.settings);
    if (surging.length === 0) return false;
    const members = [...group.members.values()];
    if (members.some(isLost)) return false;
    const things = thingsOf(members).length;
    return surging.some((kind) => {
      const own = members.filter((member) => kindsOf(member).includes(kind));
      return 2 * thingsOf(own).length >= things;
    });
  }

  /** Takes note that a member or an incident is not what it was. */
  noteChange(): void {
    this.changed = true;
  }

  /** From when on gatherNetworks may have something to do if nothing is taken meanwhile, ms; Infinity for never. */
  networkDueAt(): number {
    if (!this.raised) return Infinity;
    const at = this.changed ? -Infinity : this.lookAgainAt;
    return at === Infinity || this.overShare().length === 0 ? Infinity : at;
  }

  /** Makes one group of a kind that alarms all over the city. */
  gatherNetworks(now: number): void {
    if (this.networkDueAt() > now) return;
    this.raised = false;
    this.changed = false;
    this.lookAgainAt = Infinity;
    for (const kind of this.overShare()) {
      const { groups, lookAgainAt } = networkOf(this.groups, kind, this.watch.alarming(kind), this.settings, now);
      this.raised ||= lookAgainAt < Infinity;
      this.lookAgainAt = Math.min(this.lookAgainAt, lookAgainAt);
      if (groups.length === 0) continue;
      const home = groups.find((group) => group.network === kind) ?? groups.reduce(prefer);
      if (home.network !== null && home.network !== kind && !isWider(kind, home.network)) continue;
      for (const other of groups) if (mayJoinNetwork(home, other, now)) this.merge(home, other, now);
      if (home.network !== kind) {
        home.dirty = true;
        this.changed = true;
      }
      home.network = kind;
    }
  }

  private overShare(): string[] {
    return this.watch.over(this.graph, this.settings.networkShare, this.settings);
  }
}
