import type { Anomaly, AnomalyEvent, Incident } from '@citywatch/contracts';
import { applyAutoClose, shelveKnownWork, type IncidentChange, type ThingContext } from '@citywatch/detection';
import { transaction, type Pool, type PoolClient, type Queryable } from '@citywatch/timescale';
import { loadWork } from '../feedback/feedback.writer.js';
import { toAnomaly, toIncident, type AnomalyRow, type IncidentRow } from './incident-rows.js';
import { BY_IDS, LOCK_EVENTS } from './incident-sql.js';
import { insertIncident, recordEvent, updateIncident } from './incident.repository.js';
import * as sql from './correlator-sql.js';

export interface StoredMember {
  readonly incident: string | null;
  readonly anomaly: Anomaly;
  /** ms. */
  readonly arrivedAt: number;
  /** Event time of its raise, ms. */
  readonly raisedAt: number;
}

/** Another correlator has moved on: what this one has in memory is not true any more. */
export class OutrunError extends Error {
  override readonly name = 'OutrunError';
}

type MemberAnomalyRow = AnomalyRow & { incident_id?: string; arrived_at: Date; raised_at: Date };
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

  /** Next sequence to read; 0 before the first. */
  async loadCursor(): Promise<number | null> {
    const { rows } = await this.pool.query<{ next_offset: string }>(sql.CURSOR, [this.consumer]);
    return rows.length === 0 ? null : Number(rows[0].next_offset);
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
  async loadThings(ids: readonly string[]): Promise<ThingContext[]> {
    if (ids.length === 0) return [];
    return (await this.pool.query<ThingContext>(sql.THINGS, [ids])).rows;
  }

  /** Incidents that may still take something in: not over, or resolved after `since` (ms). Without members. */
  async loadOpen(since: number): Promise<Incident[]> {
    const { rows } = await this.pool.query<IncidentRow>(sql.OPEN_INCIDENTS, [new Date(since)]);
    return rows.map((row) => toIncident(row, []));
  }

  async loadMembers(incidents: readonly string[]): Promise<StoredMember[]> {
    const { rows } = await this.pool.query<MemberAnomalyRow>(sql.MEMBER_ANOMALIES, [incidents]);
    return rows.map(toStored);
  }

  /** Anomalies before `next` in the log that are in no incident: those that last, and those since `since` (ms). */
  async loadWaiting(next: number, since: number): Promise<StoredMember[]> {
    const { rows } = await this.pool.query<MemberAnomalyRow>(sql.WAITING_ANOMALIES, [next, new Date(since)]);
    return rows.map(toStored);
  }

  /**
   * One step: people's changes come in, the plan's changes go out, the cursor moves, all or nothing. The lock keeps people's
   * commands out meanwhile; the compare-and-set stops a correlator that lost its lead.
   * @throws OutrunError
   */
  async advance(
    step: {
      readonly from: number | null;
      readonly next: number;
      readonly events: number;
      readonly incidents: readonly string[];
      /** ms. */
      readonly now: number;
    },
    plan: (stored: readonly Incident[]) => readonly IncidentChange[],
  ): Promise<{ readonly changes: readonly IncidentChange[]; readonly opened: readonly Incident[] }> {
    return transaction(this.pool, async (client) => {
      await client.query(LOCK_EVENTS);
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
        await recordEvent(client, incident, change.event);
      }
      return { changes, opened };
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

const toStored = (row: MemberAnomalyRow): StoredMember => ({
  incident: row.incident_id ?? null,
  anomaly: toAnomaly(row),
  arrivedAt: row.arrived_at.getTime(),
  raisedAt: row.raised_at.getTime(),
});

/** Whether this connection leads now; the lock ends with the connection. */
export async function tryLead(client: Queryable, consumer: string): Promise<boolean> {
  const { rows } = await client.query<{ leads: boolean }>(sql.TRY_LEAD, [`citywatch ${consumer}`]);
  return rows[0].leads;
}
