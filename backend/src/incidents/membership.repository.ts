import {
  systemNote,
  type Incident,
  type IncidentCommand,
  type IncidentEvent,
  type IncidentPush,
} from '@citywatch/contracts';
import { applyMerge, applySplit, type Seen, type TransitionEvent } from '@citywatch/detection';
import { transaction, type Pool, type PoolClient } from '@citywatch/timescale';
import { Inject, Injectable } from '@nestjs/common';
import { POOL } from '../api/tokens.js';
import { toIncident, type IncidentRow } from './incident-rows.js';
import {
  eventsSince,
  insertIncident,
  newestDecision,
  recordEvent,
  updateIncident,
  withMembers,
  type CommandOutcome,
  type Conflict,
} from './incident.repository.js';
import { JOIN } from './correlator-sql.js';
import * as sql from './incident-sql.js';
import { loadMembers } from './member.repository.js';

type SplitCommand = Extract<IncidentCommand, { command: 'split' }>;
type MergeCommand = Extract<IncidentCommand, { command: 'merge' }>;

/** As CommandOutcome; a split also answers the incident that it made. */
export type SplitOutcome =
  | { readonly ok: true; readonly push: IncidentPush; readonly created: Incident }
  | Extract<CommandOutcome, { ok: false }>;

/**
 * What people decide about who belongs to what: both incidents, their histories and their members in one transaction, under the
 * lock that keeps the correlator out; it is told to take its memory anew when that commits.
 */
@Injectable()
export class MembershipRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** Makes an incident of some of another's anomalies; the two are kept apart from then on. */
  async split(id: string, command: SplitCommand, actor: string, now: number): Promise<SplitOutcome> {
    return transaction(this.pool, async (client) => {
      await client.query(sql.LOCK_EVENTS);
      const seen = await see(client, [{ id, revision: command.revision }]);
      const incident = seen.get(id);
      if (incident === undefined) return unknown(id);
      const answer = applySplit(incident, command.anomalies, actor, now);
      if (!answer.ok) return { ...answer, ...(await conflictOf(client, incident)) };
      const { origin, created, moved } = answer;
      const made = await insertIncident(client, created.incident);
      await client.query(JOIN, [made.id, moved, new Date(now)]);
      await updateIncident(client, origin.incident);
      await client.query(sql.INHERIT_APART, [made.id, id]);
      await client.query(sql.KEEP_APART, [made.id, [id]]);
      const push = await recordEvent(client, origin.incident, noted(origin.event, 'split-off', made));
      await recordEvent(client, made, noted(created.event, 'split-from', origin.incident));
      await client.query(sql.NOTIFY_SHAPE);
      return { ok: true, push, created: made };
    });
  }

  /** Moves another incident's members into this one and closes the other. */
  async merge(id: string, command: MergeCommand, actor: string, now: number): Promise<CommandOutcome> {
    return transaction(this.pool, async (client) => {
      await client.query(sql.LOCK_EVENTS);
      const seen = await see(client, [
        { id, revision: command.revision },
        { id: command.other, revision: command.otherRevision },
      ]);
      const [into, other] = [seen.get(id), seen.get(command.other)];
      if (into === undefined || other === undefined) return unknown(into === undefined ? id : command.other);
      const answer = applyMerge(into, other, actor, now);
      if (!answer.ok) return { ...answer, ...(await conflictOf(client, answer.incident.id === id ? into : other)) };
      const { kept, closed, moved } = answer;
      if (moved.length > 0) await client.query(JOIN, [id, moved, new Date(now)]);
      await updateIncident(client, closed.incident);
      await updateIncident(client, kept.incident);
      await client.query(sql.INHERIT_APART, [id, command.other]);
      await client.query(sql.FORGET_APART, [command.other]);
      await recordEvent(client, closed.incident, noted(closed.event, 'merged', kept.incident));
      const push = await recordEvent(client, kept.incident, noted(kept.event, 'absorbed', closed.incident));
      await client.query(sql.NOTIFY_SHAPE);
      return { ok: true, push };
    });
  }
}

/** An incident with what a person's command is judged by; the pure parts need no members as screens show them. */
interface SeenRow extends Seen {
  readonly row: IncidentRow;
  readonly events: readonly IncidentEvent[];
}

/** What is shown to the person whose command was refused. */
async function conflictOf(client: PoolClient, { row, events }: SeenRow): Promise<Conflict> {
  const [incident] = await withMembers(client, [row]);
  return { ok: false, incident, decision: newestDecision(events) };
}

/** Incidents as they are, locked, with what happened after the revision that a person saw. In one order for all: no deadlock. */
async function see(
  client: PoolClient,
  wanted: readonly { readonly id: string; readonly revision: number }[],
): Promise<Map<string, SeenRow>> {
  const ids = wanted.map(({ id }) => id);
  const { rows } = await client.query<IncidentRow>(sql.BY_IDS_LOCKED, [ids]);
  const members = await loadMembers(client, ids);
  const seen = new Map<string, SeenRow>();
  for (const row of rows) {
    const revision = wanted.find(({ id }) => id === row.id)?.revision ?? 0;
    const events = await eventsSince(client, row.id, revision);
    seen.set(row.id, {
      row,
      events,
      incident: toIncident(row, []),
      members: members.get(row.id) ?? [],
      revision,
      since: events.map(({ kind }) => kind),
    });
  }
  return seen;
}

const noted = (
  event: TransitionEvent,
  note: Parameters<typeof systemNote>[0],
  { number }: Incident,
): TransitionEvent => ({
  ...event,
  note: systemNote(note, number),
});

const unknown = (id: string) =>
  ({ ok: false, kind: 'unknown', code: 'unknown', detail: `there is no incident ${id}` }) as const;
