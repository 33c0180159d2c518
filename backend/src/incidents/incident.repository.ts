import type {
  Anomaly,
  AnomalyEvent,
  Incident,
  IncidentEvent,
  IncidentMember,
  IncidentPush,
} from '@citywatch/contracts';
import {
  applyIncidentCommand,
  isDecision,
  type CommandAnswer,
  type SingleCommand,
  type TransitionEvent,
} from '@citywatch/detection';
import { snapshot, transaction, type Pool, type PoolClient } from '@citywatch/timescale';
import { recordVerdict } from '../feedback/feedback.writer.js';
import {
  toAnomaly,
  toEvent,
  toIncident,
  toMember,
  type AnomalyRow,
  type EventRow,
  type IncidentRow,
  type MemberRow,
} from './incident-rows.js';
import * as sql from './incident-sql.js';

export interface IncidentQuery {
  readonly state: 'active' | 'over' | 'all';
  /** Half-open range of startedAt, ms; null: no bound. */
  readonly from: number | null;
  readonly to: number | null;
  readonly limit: number;
  /** Only incidents with a smaller number: the `next` of the page before. */
  readonly before: number | null;
}

/** What a person is shown whose command was refused: the incident as it is, and what was decided since they looked. */
export interface Conflict {
  readonly ok: false;
  readonly incident: Incident;
  readonly decision: IncidentEvent | null;
}

/** The answer of a command: the transition's own, or that there is no such incident. */
export type CommandOutcome =
  | { readonly ok: true; readonly push: IncidentPush }
  | (Conflict & Omit<Extract<CommandAnswer, { ok: false }>, 'ok'>)
  | { readonly ok: false; readonly kind: 'unknown'; readonly code: 'unknown'; readonly detail: string };

/**
 * Reads and changes incidents. Every method may throw the database's error. What takes two statements reads one snapshot: an
 * incident never comes with members that it got later.
 */
export class IncidentRepository {
  constructor(private readonly pool: Pool) {}

  async loadIncident(id: string): Promise<Incident | null> {
    return (await this.loadIncidents([id])).get(id) ?? null;
  }

  /** Those of these incidents that exist, by id. */
  loadIncidents(ids: readonly string[]): Promise<Map<string, Incident>> {
    return snapshot(this.pool, (client) => loadByIds(client, ids));
  }

  /** An incident and its history, oldest first; null where there is no such incident. */
  loadWithHistory(id: string): Promise<{ incident: Incident; events: IncidentEvent[] } | null> {
    return snapshot(this.pool, async (client) => {
      const incident = (await loadByIds(client, [id])).get(id);
      if (incident === undefined) return null;
      const { rows } = await client.query<EventRow>(sql.EVENTS_OF, [id]);
      return { incident, events: rows.map(toEvent) };
    });
  }

  /** Its members' anomalies in order of their start; null where there is no such incident. */
  async anomaliesOfIncident(id: string): Promise<Anomaly[] | null> {
    const { rows } = await this.pool.query<AnomalyRow>(sql.ANOMALIES_OF_INCIDENT, [id]);
    if (rows.length === 0 && (await this.loadIncidents([id])).size === 0) return null;
    return rows.map(toAnomaly);
  }

  /** Newest first. `next` is the `before` of the next page, or null at the end. */
  listIncidents(query: IncidentQuery): Promise<{ incidents: Incident[]; next: number | null }> {
    const { state, from, to, limit, before } = query;
    return snapshot(this.pool, async (client) => {
      const { rows } = await client.query<IncidentRow>(sql.LIST, [state, time(from), time(to), before, limit + 1]);
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? page[page.length - 1].number : null;
      return { incidents: await withMembers(client, page), next };
    });
  }

  /** All incidents that are not closed, resolved ones too, by number. */
  activeIncidents(): Promise<Incident[]> {
    return snapshot(this.pool, async (client) =>
      withMembers(client, (await client.query<IncidentRow>(sql.ACTIVE)).rows),
    );
  }

  /** The history of one incident, oldest first. */
  async eventsOf(id: string): Promise<IncidentEvent[]> {
    const { rows } = await this.pool.query<EventRow>(sql.EVENTS_OF, [id]);
    return rows.map(toEvent);
  }

  /**
   * The events after a sequence, in order, each with its incident as it is now (not older than the event; where several
   * events of one incident are in the answer they all carry the newest).
   */
  eventsAfter(sequence: number, limit: number): Promise<IncidentPush[]> {
    return snapshot(this.pool, async (client) => {
      const { rows } = await client.query<EventRow>(sql.EVENTS_AFTER, [sequence, limit]);
      if (rows.length === 0) return [];
      const incidents = await loadByIds(client, [...new Set(rows.map((row) => row.incident_id))]);
      return rows.flatMap((row) => {
        const incident = incidents.get(row.incident_id);
        return incident === undefined ? [] : [{ sequence: Number(row.sequence), event: toEvent(row), incident }];
      });
    });
  }

  /** The sequence of the newest incident event, 0 when there is none: where a new live client starts. */
  async lastSequence(): Promise<number> {
    const { rows } = await this.pool.query<{ sequence: string }>(sql.LAST_SEQUENCE);
    return Number(rows[0].sequence);
  }

  /** A person's command: row lock, pure transition, event and NOTIFY 'incident_event' in one transaction. */
  async applyCommand(id: string, command: SingleCommand, actor: string, now: number): Promise<CommandOutcome> {
    return transaction(this.pool, async (client) => {
      await client.query(sql.LOCK_EVENTS);
      const { rows } = await client.query<IncidentRow>(sql.BY_ID_LOCKED, [id]);
      if (rows.length === 0)
        return { ok: false, kind: 'unknown', code: 'unknown', detail: `there is no incident ${id}` } as const;
      const incident = (await withMembers(client, rows))[0];
      const since = await eventsSince(client, id, command.revision);
      const kinds = since.map(({ kind }) => kind);
      const answer = applyIncidentCommand(incident, command, actor, now, kinds);
      if (!answer.ok) {
        // What was decided about it does not stand against a verdict, but for who took it over.
        const marked = command.command === 'mark' && answer.code !== 'taken-over';
        const told = marked ? since.filter(({ kind }) => kind === 'marked') : since;
        return { ...answer, incident, decision: newestDecision(told) };
      }
      await updateIncident(client, answer.incident);
      if (command.command === 'mark') await insertFeedback(client, answer.incident);
      return { ok: true, push: await recordEvent(client, answer.incident, answer.event) } as const;
    });
  }

  /** Anomalies that last, of all Datastreams or of those named, oldest first. */
  async openAnomalies(datastreams: readonly number[] | null = null): Promise<Anomaly[]> {
    const { rows } = await this.pool.query<AnomalyRow>(sql.OPEN_ANOMALIES, [datastreams]);
    return rows.map(toAnomaly);
  }

  /** Anomalies of one Datastream that touch [from, to) (ms), oldest first, at most `limit`. */
  async anomaliesOf(datastream: number, from: number, to: number, limit = 1_000): Promise<Anomaly[]> {
    const { rows } = await this.pool.query<AnomalyRow>(sql.ANOMALIES_OF, [datastream, time(from), time(to), limit]);
    return rows.map(toAnomaly);
  }

  /** The anomaly log after a sequence (NOTIFY 'anomaly_event' says when there is more), each with its anomaly as it is now. */
  async anomaliesAfter(sequence: number, limit: number): Promise<AnomalyEvent[]> {
    const { rows } = await this.pool.query<AnomalyRow & { sequence: string; kind: AnomalyEvent['kind']; at: Date }>(
      sql.ANOMALIES_CHANGED,
      [sequence, limit],
    );
    return rows.map((row) => ({
      sequence: Number(row.sequence),
      kind: row.kind,
      at: row.at.getTime(),
      anomaly: toAnomaly(row),
    }));
  }

  /** The sequence of the newest anomaly event, 0 when there is none. */
  async lastAnomalySequence(): Promise<number> {
    const { rows } = await this.pool.query<{ sequence: string }>(sql.LAST_ANOMALY_SEQUENCE);
    return Number(rows[0].sequence);
  }
}

async function loadByIds(client: PoolClient, ids: readonly string[]): Promise<Map<string, Incident>> {
  const { rows } = await client.query<IncidentRow>(sql.BY_IDS, [ids]);
  return new Map((await withMembers(client, rows)).map((incident) => [incident.id, incident]));
}

/** Incidents of these rows with their members, both of one transaction. */
export async function withMembers(client: PoolClient, rows: readonly IncidentRow[]): Promise<Incident[]> {
  if (rows.length === 0) return [];
  const found = await client.query<MemberRow>(sql.MEMBERS, [rows.map((row) => row.id)]);
  const members = new Map<string, IncidentMember[]>();
  for (const row of found.rows) {
    const list = members.get(row.incident_id);
    if (list === undefined) members.set(row.incident_id, [toMember(row)]);
    else list.push(toMember(row));
  }
  return rows.map((row) => toIncident(row, members.get(row.id) ?? []));
}

/** What happened to an incident after a revision, oldest first. */
export async function eventsSince(client: PoolClient, id: string, revision: number): Promise<IncidentEvent[]> {
  const { rows } = await client.query<EventRow>(sql.EVENTS_SINCE, [id, revision]);
  return rows.map(toEvent);
}

/** What was decided last; null where nothing was. */
export const newestDecision = (events: readonly IncidentEvent[]): IncidentEvent | null =>
  events.findLast(({ kind }) => isDecision(kind)) ?? null;

/** Stores an incident's own columns (not its members). Inside the caller's transaction. */
export async function updateIncident(client: PoolClient, incident: Incident): Promise<void> {
  await client.query(sql.UPDATE, columns(incident));
}

/** Stores a new incident; answers it with its number. Inside the caller's transaction. */
export async function insertIncident(client: PoolClient, incident: Incident): Promise<Incident> {
  const { rows } = await client.query<{ number: number }>(sql.INSERT, [
    ...columns(incident),
    time(incident.times.openedAt),
  ]);
  return { ...incident, number: rows[0].number };
}

/** Adds to the history and tells listeners when the transaction commits; the caller holds LOCK_EVENTS. */
export async function recordEvent(
  client: PoolClient,
  incident: Incident,
  event: TransitionEvent,
): Promise<IncidentPush> {
  const { kind, at, actor, note } = event;
  const { rows } = await client.query<{ sequence: string }>(sql.INSERT_EVENT, [
    incident.id,
    kind,
    time(at),
    actor,
    note,
    incident.revision,
  ]);
  const sequence = Number(rows[0].sequence);
  await client.query(sql.NOTIFY_EVENT, [rows[0].sequence]);
  return { sequence, event: { sequence, incident: incident.id, kind, at, actor, note }, incident };
}

async function insertFeedback(client: PoolClient, incident: Incident): Promise<void> {
  if (incident.feedback === null) return;
  const { verdict, until, actor, at, note } = incident.feedback;
  const values = [incident.id, verdict, time(until), actor, time(at), note];
  const { rows } = await client.query<{ id: string }>(sql.INSERT_FEEDBACK, values);
  await recordVerdict(client, incident, Number(rows[0].id));
}

const time = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

function columns(incident: Incident): unknown[] {
  const { times } = incident;
  return [
    incident.id,
    incident.revision,
    incident.severity,
    JSON.stringify(incident.title),
    JSON.stringify(incident.reason),
    time(times.startedAt),
    time(times.acknowledgedAt),
    incident.acknowledgedBy,
    time(times.inProgressAt),
    time(times.resolvedAt),
    time(times.closedAt),
    time(times.silencedUntil),
    time(times.shelvedUntil),
    incident.assignedTo,
    incident.firstMover,
    incident.centre.longitude,
    incident.centre.latitude,
    incident.extent,
    JSON.stringify(incident.things),
    incident.root,
    JSON.stringify(incident.area),
    incident.pinned,
    incident.feedback === null ? null : JSON.stringify(incident.feedback),
    incident.resolvedBy,
  ];
}
