import type { Anomaly, AnomalyEvent, Incident } from '@citywatch/contracts';
import {
  applyAutoClose,
  CityGraph,
  shelveKnownWork,
  type GraphThing,
  type IncidentChange,
  type ThingContext,
  type Wind,
} from '@citywatch/detection';
import { transaction, type Pool, type PoolClient, type Queryable } from '@citywatch/timescale';
import { loadWork } from '../feedback/feedback.writer.js';
import { toAnomaly, toIncident, type AnomalyRow, type IncidentRow } from './incident-rows.js';
import { BY_IDS, KEEP_APART, LOCK_EVENTS } from './incident-sql.js';
import { insertIncident, recordEvent, updateIncident } from './incident.repository.js';
import {
  loadMemberAnomalies,
  loadThings,
  loadWinds,
  toStored,
  type MemberAnomalyRow,
  type StoredMember,
} from './member.repository.js';
import * as sql from './correlator-sql.js';

/** Another correlator has moved on: what this one has in memory is not true any more. */
export class OutrunError extends Error {
  override readonly name = 'OutrunError';
}

/** People changed who is a member of what: the memory must be made anew from the database. */
export class ReshapedError extends Error {
  override readonly name = 'ReshapedError';
}

/** All that the correlator keeps in memory, as it was at one moment. */
export interface Stored {
  /** Next sequence to read; null before the first. */
  readonly next: number | null;
  /** How far the incidents' histories are known. */
  readonly seen: number;
  readonly incidents: readonly Incident[];
  /** Their anomalies, in the order in which they joined; then what waits, in the log's order. */
  readonly members: readonly StoredMember[];
  readonly waiting: readonly StoredMember[];
  readonly apart: readonly (readonly [incident: string, other: string])[];
}

type LogRow = AnomalyRow & {
  sequence: string;
  kind: AnomalyEvent['kind'];
  at: Date;
  event_severity: Anomaly['severity'];
};

/** What the correlator keeps in the database. Its place in the anomaly log is a row of consumer_offset. */
export class CorrelatorRepository {
  constructor(
    private readonly pool: Pool,
    private readonly consumer: string,
  ) {}

  /**
   * What to take up after a start: incidents that are not over, or were resolved after `since` (ms), and anomalies in no incident
   * that last, or came after `waitingSince`. Read under the lock, so that no command falls between.
   */
  async loadStored(since: number, waitingSince: number): Promise<Stored> {
    return transaction(this.pool, async (client) => {
      await client.query(LOCK_EVENTS);
      const cursor = await client.query<{ next_offset: string }>(sql.CURSOR, [this.consumer]);
      const next = cursor.rows.length === 0 ? null : Number(cursor.rows[0].next_offset);
      const open = await client.query<IncidentRow>(sql.OPEN_INCIDENTS, [new Date(since)]);
      const ids = open.rows.map(({ id }) => id);
      const waiting = await client.query<MemberAnomalyRow>(sql.WAITING_ANOMALIES, [next ?? 0, new Date(waitingSince)]);
      const apart = await client.query<{ incident_id: string; other_id: string }>(sql.APART, [ids]);
      return {
        next,
        seen: (await shapedSince(client, 0)).seen,
        incidents: open.rows.map((row) => toIncident(row, [])),
        members: await loadMemberAnomalies(client, ids),
        waiting: waiting.rows.map(toStored),
        apart: apart.rows.map((row) => [row.incident_id, row.other_id] as const),
      };
    });
  }

  /** The log from `next` on, each event with its anomaly as it is now but for what only a later event says. */
  async loadEvents(next: number, limit: number): Promise<AnomalyEvent[]> {
    const { rows } = await this.pool.query<LogRow>(sql.EVENTS_FROM, [next, limit]);
    return rows.map((row) => ({
      sequence: Number(row.sequence),
      kind: row.kind,
      at: row.at.getTime(),
      anomaly: { ...toAnomaly(row), severity: row.event_severity },
    }));
  }

  /** Described Things with a place; the others are on no map. */
  loadThings(ids: readonly string[]): Promise<ThingContext[]> {
    return loadThings(this.pool, ids);
  }

  /** The city's wind in these steps, where anybody measured it. */
  loadWinds(steps: readonly number[]): Promise<Map<number, Wind>> {
    return loadWinds(this.pool, steps);
  }

  /** All described Things with a place. */
  async loadGraph(): Promise<CityGraph> {
    return new CityGraph((await this.pool.query<GraphThing>(sql.GRAPH)).rows);
  }

  /**
   * One step: people's changes come in, the plan's changes go out, the cursor moves, all or nothing. The lock keeps people's
   * commands out meanwhile; the compare-and-set stops a correlator that lost its lead.
   * @throws OutrunError, ReshapedError
   */
  async advance(
    step: {
      readonly from: number | null;
      readonly next: number;
      readonly events: number;
      readonly incidents: readonly string[];
      /** How far the incidents' histories are known. */
      readonly seen: number;
      /** ms. */
      readonly now: number;
    },
    plan: (stored: readonly Incident[]) => readonly IncidentChange[],
  ): Promise<{
    readonly changes: readonly IncidentChange[];
    readonly opened: readonly Incident[];
    readonly seen: number;
  }> {
    return transaction(this.pool, async (client) => {
      await client.query(LOCK_EVENTS);
      const { seen, shaped } = await shapedSince(client, step.seen);
      if (shaped) throw new ReshapedError('people changed who is a member of which incident');
      await this.moveCursor(client, step.from, step.next, step.events);
      const stored = step.incidents.length === 0 ? [] : await loadByIds(client, step.incidents);
      const changes = await considerWork(client, plan(stored), step.now);
      const opened: Incident[] = [];
      for (const change of changes) {
        const incident = change.isNew ? await insertIncident(client, change.incident) : change.incident;
        if (change.isNew) opened.push(incident);
        else await updateIncident(client, incident);
        if (change.joined.length > 0)
          await client.query(sql.JOIN, [incident.id, change.joined, new Date(change.event.at)]);
        if (change.apart !== undefined) await client.query(KEEP_APART, [incident.id, change.apart]);
        await recordEvent(client, incident, change.event);
      }
      return { changes, opened, seen };
    });
  }

  /** Closes what was resolved before `before` (ms); answers how many. */
  async closeResolved(before: number, now: number): Promise<number> {
    return transaction(this.pool, async (client) => {
      await client.query(LOCK_EVENTS);
      const { rows } = await client.query<IncidentRow>(sql.LONG_RESOLVED, [new Date(before)]);
      for (const row of rows) {
        const answer = applyAutoClose(toIncident(row, []), now);
        if (answer === null) continue;
        await updateIncident(client, answer.incident);
        await recordEvent(client, answer.incident, answer.event);
      }
      return rows.length;
    });
  }

  private async moveCursor(client: PoolClient, from: number | null, next: number, events: number): Promise<void> {
    const { rowCount } = await client.query(sql.MOVE_CURSOR, [this.consumer, from, next, events]);
    if (rowCount !== 1) throw new OutrunError('another correlator has read on in the anomaly log');
  }
}

/** Known work shelves what it explains. */
async function considerWork(
  client: Queryable,
  changes: readonly IncidentChange[],
  now: number,
): Promise<readonly IncidentChange[]> {
  const growing = changes.filter(({ isNew, joined }) => isNew || joined.length > 0);
  if (growing.length === 0) return changes;
  const things = growing.flatMap(({ incident }) => incident.members.map(({ thing }) => thing));
  return shelveKnownWork(changes, await loadWork(client, [...new Set(things)], now), now);
}

async function loadByIds(client: Queryable, ids: readonly string[]): Promise<Incident[]> {
  const { rows } = await client.query<IncidentRow>(BY_IDS, [ids]);
  return rows.map((row) => toIncident(row, []));
}

async function shapedSince(
  client: Queryable,
  sequence: number,
): Promise<{ readonly seen: number; readonly shaped: boolean }> {
  const { rows } = await client.query<{ seen: string; shaped: boolean }>(sql.SHAPED_SINCE, [sequence]);
  return { seen: Number(rows[0].seen), shaped: rows[0].shaped };
}

/** Whether this connection leads now; the lock ends with the connection. */
export async function tryLead(client: Queryable, consumer: string): Promise<boolean> {
  const { rows } = await client.query<{ leads: boolean }>(sql.TRY_LEAD, [`citywatch ${consumer}`]);
  return rows[0].leads;
}
