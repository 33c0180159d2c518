import { isOver, severityRank, systemNote, worse, type AnomalyEvent, type Incident } from '@citywatch/contracts';
import { hash64 } from '../hash.js';
import {
  applyAllClear,
  applyBody,
  applyMerged,
  applyRejoin,
  SYSTEM,
  type IncidentBody,
  type SystemAnswer,
} from '../incident/transition.js';
import { describe, sameWords } from './describe.js';
import { absorb, attracts, emptyGroup, mergeable, noteClear, prefer, ripe, type Group } from './group.js';
import type { Member } from './link.js';
import type { CorrelationSettings, ThingContext } from './settings.js';

/** One step of one incident, to be stored in this order. */
export interface IncidentChange extends SystemAnswer {
  readonly isNew: boolean;
  /** Anomalies that are its members from now on, whosever they were. */
  readonly joined: readonly string[];
}

/**
 * Joins anomalies into incidents. Pure: time comes in, changes come out; the caller stores them. `now` is the correlator's
 * own clock and only decides how long to wait; what belongs together is decided by event time, so that anomalies read again
 * after a crash, or much later, make the same incidents.
 */
export class Correlator {
  private groups: Group[] = [];
  /** The group of each anomaly. */
  private readonly groupOf = new Map<string, Group>();

  constructor(private readonly settings: CorrelationSettings) {}

  /** Waiting groups and incidents in memory: bounded, as what is over is forgotten after its window. */
  get size(): { readonly waiting: number; readonly incidents: number; readonly members: number } {
    const incidents = this.groups.filter((group) => group.incident !== null).length;
    return { waiting: this.groups.length - incidents, incidents, members: this.groupOf.size };
  }

  /** Takes up a stored incident with its members, after a start. */
  restore(incident: Incident, members: readonly Member[], now: number): void {
    const group = emptyGroup(now);
    group.incident = incident;
    for (const member of members) {
      group.members.set(member.anomaly.id, member);
      this.groupOf.set(member.anomaly.id, group);
    }
    if (group.members.size > 0) noteClear(group, now);
    this.groups.push(group);
  }

  /** The incidents in memory, which people may change meanwhile. */
  get incidentIds(): string[] {
    return this.groups.flatMap(({ incident }) => (incident === null ? [] : [incident.id]));
  }

  /** What people changed meanwhile. A closed incident is forgotten: its place may open a new one. */
  sync(incidents: readonly Incident[]): void {
    const byId = new Map(incidents.map((incident) => [incident.id, incident]));
    for (const group of [...this.groups]) {
      const stored = group.incident === null ? undefined : byId.get(group.incident.id);
      if (stored === undefined) continue;
      if (stored.times.closedAt !== null) this.forget(group);
      else group.incident = stored;
    }
  }

  /** Takes one event of the anomaly log. `thing` is null where its place is unknown: it is on no map, so in no incident. */
  take({ kind, at, anomaly }: AnomalyEvent, thing: ThingContext | null, now: number): void {
    const group = this.groupOf.get(anomaly.id);
    const known = group?.members.get(anomaly.id);
    if (group !== undefined && known !== undefined) {
      if (severityRank(anomaly.severity) > severityRank(known.anomaly.severity)) group.dirty = true;
      // A raise that is read again must not open what has cleared since.
      const end = kind === 'cleared' ? anomaly.end : known.anomaly.end;
      known.anomaly = { ...anomaly, severity: worse(anomaly.severity, known.anomaly.severity), end };
      noteClear(group, now);
      return;
    }
    // Only a raise founds or joins: what else is unknown belongs to a closed incident, or was forgotten with its group.
    if (thing === null || kind !== 'raised') return;
    this.join({ anomaly: { ...anomaly, end: null }, thing, raisedAt: at }, now);
  }

  /** Whether advance has anything to say. Forgets what is long over on the way. */
  due(now: number): boolean {
    for (const group of [...this.groups]) if (this.isPast(group, now)) this.forget(group);
    return this.groups.some((group) => {
      const { incident, dirty, clearAt } = group;
      if (incident === null) return ripe(group, this.settings, now);
      return dirty || (clearAt !== null && !isOver(incident.times) && now - clearAt >= this.settings.resolveMs);
    });
  }

  /** Opens what is ripe, grows, merges, resolves, and forgets what is long over. Changes count as stored once returned. */
  advance(now: number): IncidentChange[] {
    const changes: IncidentChange[] = [];
    for (const group of [...this.groups]) {
      if (group.incident === null) {
        if (group.members.size > 0 && ripe(group, this.settings, now)) changes.push(this.open(group, now));
      } else if (group.dirty) changes.push(...this.grow(group, group.incident, now));
      this.settle(group, now, changes);
      if (this.isPast(group, now)) this.forget(group);
    }
    return changes;
  }

  /** Tells the number that the store gave a new incident. */
  numbered(incident: Incident): void {
    const group = this.groups.find((item) => item.incident?.id === incident.id);
    if (group?.incident) group.incident = { ...group.incident, number: incident.number };
  }

  private join(member: Member, now: number): void {
    const near = this.groups.filter((group) => attracts(group, member, this.settings));
    const home = near.length === 0 ? emptyGroup(now) : near.reduce(prefer);
    if (near.length === 0) this.groups.push(home);
    for (const other of near) {
      if (other === home || !mergeable(home, other, this.settings)) continue;
      absorb(home, other, now);
      for (const id of other.members.keys()) this.groupOf.set(id, home);
      this.groups = this.groups.filter((group) => group !== other);
    }
    home.members.set(member.anomaly.id, member);
    home.joined.add(member.anomaly.id);
    home.dirty = true;
    home.clearAt = null;
    noteClear(home, now);
    this.groupOf.set(member.anomaly.id, home);
  }

  private open(group: Group, now: number): IncidentChange {
    const body = describe(group.members.values());
    const incident = openIncident(`i-${hash64(founderOf(group))}`, body, now);
    group.incident = incident;
    const joined = this.handOver(group);
    return { isNew: true, joined, incident, event: { kind: 'opened', at: now, actor: SYSTEM, note: null } };
  }

  private grow(group: Group, stored: Incident, now: number): IncidentChange[] {
    const changes: IncidentChange[] = [];
    const push = (answer: SystemAnswer, joined: readonly string[] = []) => {
      group.incident = answer.incident;
      changes.push({ ...answer, isNew: false, joined });
    };
    const absorbed = group.absorbed.splice(0);
    for (const other of absorbed)
      changes.push({ ...applyMerged(other, now, systemNote('merged', stored.number)), isNew: false, joined: [] });
    const joined = this.handOver(group);
    if (joined.length === 0 && isOver(stored.times)) return changes;
    const found = describe(group.members.values());
    // While it lasts an incident only gets worse: a severity that flickers with each member would be noise.
    const body = { ...found, severity: worse(found.severity, stored.severity) };
    const rejoined = joined.length > 0 ? applyRejoin(stored, now, systemNote('rejoined')) : null;
    if (rejoined !== null) push(rejoined);
    const current = group.incident ?? stored;
    if (joined.length > 0 || current.severity !== body.severity || !sameWords(current.title, body.title)) {
      const answer = applyBody(current, body, joined.length > 0, now);
      const note = absorbed.length > 0 ? systemNote('absorbed', absorbed[0].number) : null;
      push({ ...answer, event: { ...answer.event, note } }, joined);
    }
    return changes;
  }

  private handOver(group: Group): string[] {
    const joined = [...group.joined];
    group.joined.clear();
    group.dirty = false;
    return joined;
  }

  private settle(group: Group, now: number, changes: IncidentChange[]): void {
    if (group.clearAt === null) return;
    const clear = now - group.clearAt;
    if (group.incident !== null && !isOver(group.incident.times) && clear >= this.settings.resolveMs) {
      const answer = applyAllClear(group.incident, now, systemNote('members-cleared'));
      if (answer !== null) {
        group.incident = { ...answer.incident, members: describe(group.members.values()).members };
        changes.push({ ...answer, incident: group.incident, isNew: false, joined: [] });
      }
    }
  }

  /** Over for so long that nothing joins it any more. */
  private isPast(group: Group, now: number): boolean {
    if (group.clearAt === null || (group.incident !== null && !isOver(group.incident.times))) return false;
    const domains = [...group.members.values()].map(({ thing }) => thing.domain);
    const window = Math.max(0, ...domains.map((domain) => this.settings.windowMs[domain]));
    return now - group.clearAt > window + this.settings.resolveMs;
  }

  private forget(group: Group): void {
    for (const id of group.members.keys()) this.groupOf.delete(id);
    this.groups = this.groups.filter((item) => item !== group);
  }
}

/**
 * The anomaly an incident is named after: the first to be raised, by event time. Neither a clock nor the order in which
 * partitions were read has a say in it.
 */
const founderOf = (group: Group): string =>
  [...group.members.values()].reduce((first, member) => {
    const earlier = member.raisedAt - first.raisedAt || (member.anomaly.id < first.anomaly.id ? -1 : 1);
    return earlier < 0 ? member : first;
  }).anomaly.id;

function openIncident(id: string, body: IncidentBody, now: number): Incident {
  const { startedAt, ...rest } = body;
  return {
    id,
    number: 0,
    revision: 1,
    ...rest,
    times: {
      startedAt,
      openedAt: now,
      acknowledgedAt: null,
      inProgressAt: null,
      resolvedAt: null,
      closedAt: null,
      silencedUntil: null,
      shelvedUntil: null,
    },
    acknowledgedBy: null,
    assignedTo: null,
    pinned: false,
    feedback: null,
  };
}
