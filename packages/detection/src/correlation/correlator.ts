import { isOver, severityRank, systemNote, worse, type AnomalyEvent, type Incident } from '@citywatch/contracts';
import {
  applyAllClear,
  applyBody,
  applyMerged,
  applyRejoin,
  openIncident,
  SYSTEM,
  type SystemAnswer,
} from '../incident/transition.js';
import { aroundOf } from './around.js';
import { describe, incidentId, sameWords } from './describe.js';
import { EMPTY_GRAPH, type CityGraph } from './graph.js';
import { beRivals, emptyGroup, isLone, noteClear, ripeAt, type Group } from './group.js';
import { isLost, type Member } from './member.js';
import { Memory } from './memory.js';
import { reopeningOf } from './reopening.js';
import type { CorrelationSettings, ThingContext } from './settings.js';
import type { Wind } from './wind.js';

/** One step of one incident, to be stored in this order. */
export interface IncidentChange extends SystemAnswer {
  readonly isNew: boolean;
  /** Anomalies that are its members from now on, whosever they were. */
  readonly joined: readonly string[];
  /** Incidents beside it that have another cause: the two are never joined. */
  readonly apart?: readonly string[];
}

/**
 * Joins anomalies into incidents. Pure: time comes in, changes come out; the caller stores them. `now` is the correlator's
 * own clock and only decides how long to wait; what belongs together is decided by event time, so that anomalies read again
 * after a crash, or much later, make the same incidents.
 */
export class Correlator {
  private readonly memory: Memory;

  /** @param graph the city as its operators describe it; without one nothing is calm and nothing is network-wide */
  constructor(
    private readonly settings: CorrelationSettings,
    graph: CityGraph = EMPTY_GRAPH,
  ) {
    this.memory = new Memory(settings, graph);
  }

  /** Takes a newer graph, when the catalogue has changed. */
  set graph(graph: CityGraph) {
    this.memory.graph = graph;
  }

  /** Waiting groups and incidents in memory: bounded, as what is over is forgotten after its window. */
  get size(): { readonly waiting: number; readonly incidents: number; readonly members: number } {
    const incidents = this.memory.groups.filter((group) => group.incident !== null).length;
    return { waiting: this.memory.groups.length - incidents, incidents, members: this.memory.members };
  }

  /** Takes up a stored incident with its members, after a start. */
  restore(incident: Incident, members: readonly Member[], now: number): void {
    const group = emptyGroup(now);
    group.incident = incident;
    const { kind } = incident.title.params;
    if (incident.title.code.startsWith('network-') && typeof kind === 'string') group.network = kind;
    this.memory.groups.push(group);
    for (const member of members) this.memory.add(group, member);
    if (group.members.size > 0) noteClear(group, now);
  }

  /** Takes up pairs of incidents that are never joined, after they were restored. */
  keepApart(pairs: Iterable<readonly [incident: string, other: string]>): void {
    for (const [id, otherId] of pairs) {
      const [one, other] = [this.memory.groupOfIncident(id), this.memory.groupOfIncident(otherId)];
      if (one !== undefined && other !== undefined) beRivals(one, other, -Infinity);
    }
  }

  /** The incidents in memory, which people may change meanwhile. */
  get incidentIds(): string[] {
    return this.memory.groups.flatMap(({ incident }) => (incident === null ? [] : [incident.id]));
  }

  /** What people decided meanwhile, but not who is a member. A closed incident is forgotten: its place may open a new one. */
  sync(incidents: readonly Incident[]): void {
    this.memory.noteChange();
    for (const stored of incidents) {
      const group = this.memory.groupOfIncident(stored.id);
      if (group === undefined) continue;
      if (stored.times.closedAt !== null) this.memory.forget(group);
      else group.incident = stored;
    }
  }

  /**
   * Takes one event of the anomaly log. `thing` is null where its place is unknown: it is on no map, so in no incident.
   * @param wind the city's when the anomaly began (windStepFor), null where nobody knows
   */
  take({ kind, at, anomaly }: AnomalyEvent, thing: ThingContext | null, now: number, wind: Wind | null = null): void {
    const group = this.memory.groupOf(anomaly.id);
    const known = group?.members.get(anomaly.id);
    if (group !== undefined && known !== undefined) {
      const worsened = severityRank(anomaly.severity) > severityRank(known.anomaly.severity);
      if (worsened || (isLost({ ...known, anomaly }) && !isLost(known))) group.dirty = true;
      // A raise that is read again must not open what has cleared since.
      const end = kind === 'cleared' ? anomaly.end : known.anomaly.end;
      known.anomaly = { ...anomaly, severity: worse(anomaly.severity, known.anomaly.severity), end };
      this.memory.noteEnd(known);
      noteClear(group, now);
      return;
    }
    // Only a raise founds or joins: what else is unknown belongs to a closed incident, or was forgotten with its group.
    if (thing === null || kind !== 'raised') return;
    this.memory.join({ anomaly: { ...anomaly, end: null }, thing, raisedAt: at, wind }, now);
  }

  /**
   * From when on advance has something to say or to forget if nothing is taken meanwhile, ms: not after `now` where it has already,
   * Infinity for never. It may be too early, never too late. Forgets what is long over on the way.
   */
  dueAt(now: number): number {
    for (const group of this.memory.groups) if (this.forgetAt(group) <= now) this.memory.forget(group);
    let at = this.memory.networkDueAt();
    for (const group of this.memory.groups) at = Math.min(at, this.groupDueAt(group, now));
    return at;
  }

  /** Opens what is ripe, grows, merges, resolves, and forgets what is long over. Changes count as stored once returned. */
  advance(now: number): IncidentChange[] {
    this.memory.gatherNetworks(now);
    const changes: IncidentChange[] = [];
    for (const group of [...this.memory.groups]) {
      if (group.incident === null) {
        if (group.members.size > 0 && this.isRipe(group, now)) changes.push(this.open(group, now));
      } else if (group.dirty) changes.push(...this.grow(group, group.incident, now));
      this.settle(group, now, changes);
      if (this.forgetAt(group) <= now) this.memory.forget(group);
    }
    if (changes.length > 0) this.memory.noteChange();
    return changes;
  }

  /** Tells the number that the store gave a new incident. */
  numbered(incident: Incident): void {
    const group = this.memory.groupOfIncident(incident.id);
    if (group?.incident) group.incident = { ...group.incident, number: incident.number };
    this.memory.noteChange();
  }

  private isRipe(group: Group, now: number): boolean {
    // What left an incident has waited, and a restart would find it where it was.
    if (group.left !== null) return true;
    return ripeAt(group, this.settings) <= now && !this.memory.isHeldBack(group, now);
  }

  private groupDueAt(group: Group, now: number): number {
    const { incident, dirty, clearAt, left } = group;
    if (incident === null) {
      if (left !== null || this.isRipe(group, now)) return now;
      // One that is ripe and held back opens when others clear, too: it is asked every time.
      return Math.min(Math.max(now + 1, ripeAt(group, this.settings)), this.forgetAt(group));
    }
    if (dirty) return now;
    if (clearAt === null) return Infinity;
    return isOver(incident.times) ? this.forgetAt(group) : clearAt + this.settings.resolveMs;
  }

  private describe(group: Group) {
    const around = aroundOf(group, this.memory.graph, this.settings, (thing) => this.memory.isCalm(thing));
    return describe(group.members.values(), around);
  }

  private open(group: Group, now: number): IncidentChange {
    const { left } = group;
    const incident = openIncident(incidentId(group.members.values(), left?.id), this.describe(group), now);
    group.incident = incident;
    const joined = this.handOver(group);
    const note = left === null ? null : systemNote('split-from', left.number);
    const event = { kind: 'opened', at: now, actor: SYSTEM, note } as const;
    return { isNew: true, joined, incident, event, ...apartOf(group, now) };
  }

  private grow(group: Group, stored: Incident, now: number): IncidentChange[] {
    const changes: IncidentChange[] = [];
    const push = (answer: SystemAnswer, joined: readonly string[] = []) => {
      group.incident = answer.incident;
      changes.push({ ...answer, isNew: false, joined, ...apartOf(group, now) });
    };
    const absorbed = group.absorbed.splice(0);
    for (const other of absorbed)
      changes.push({ ...applyMerged(other, now, systemNote('merged', stored.number)), isNew: false, joined: [] });
    const found = this.describe(group);
    const reopening = reopeningOf(group, stored, found.severity, this.settings, now);
    const joined = this.handOver(group);
    if (joined.length === 0 && reopening === null && isOver(stored.times)) return changes;
    // While it lasts an incident only gets worse: a severity that flickers with each member would be noise.
    const body = { ...found, severity: worse(found.severity, stored.severity) };
    const reopened = reopening === null ? null : applyRejoin(stored, now, systemNote(reopening));
    if (reopened !== null) push(reopened);
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
        group.incident = { ...answer.incident, members: this.describe(group).members };
        changes.push({ ...answer, incident: group.incident, isNew: false, joined: [] });
      }
    }
  }

  /** From when on it is over for so long that nothing joins it any more, ms; Infinity while it lasts. */
  private forgetAt(group: Group): number {
    const { clearAt, incident, members } = group;
    if (clearAt === null || (incident !== null && !isOver(incident.times))) return Infinity;
    let window = isLone(group) ? Math.max(0, this.settings.againMs) : 0;
    for (const { thing } of members.values()) window = Math.max(window, this.settings.windowMs[thing.domain]);
    return clearAt + this.settings.resolveMs + window + 1;
  }
}

/** The incidents that a group is surely not one with. */
function apartOf(group: Group, now: number): Pick<IncidentChange, 'apart'> {
  const apart = [...group.rivals].flatMap(([{ incident }, since]) => (now >= since ? (incident?.id ?? []) : []));
  return apart.length === 0 ? {} : { apart };
}
