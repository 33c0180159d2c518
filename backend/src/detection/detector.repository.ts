import { observedProperty, OBSERVED_PROPERTIES, type Anomaly } from '@citywatch/contracts';
import { STATE_VERSION, type AnomalyChange } from '@citywatch/detection';
import { transaction, type Pool, type PoolClient } from '@citywatch/timescale';
import type { DatastreamRow, SavedDetector } from './partition-detector.js';
import type { PlannedReport } from './plan-reports.js';

/** States in one statement: 13 MB where the slow parts have all changed. */
const CHUNK = 2_000;
const UNKNOWN_INTERVAL_MS = 60_000;

const DATASTREAMS = `
  select d.id as datastream, d.thing_id as thing, d.property, t.domain, t.described, t.interval_seconds,
         (t.nominal ->> d.property)::float8 as nominal, s.version, s.state, s.slow_state as slow, coalesce(q.quality, 0) as flagged,
         row_number() over (partition by d.thing_id order by array_position($2::text[], d.property)) = 1 as first,
         (select jsonb_agg(jsonb_build_object('id', a.id, 'detectorVersion', a.detector_version, 'severity', a.severity,
            'start', extract(epoch from a.start_time) * 1000, 'score', a.score, 'expected', a.expected, 'reason', a.reason))
          from anomaly a where a.datastream_id = d.id and a.end_time is null and a.detector = 'gap') as silences
  from datastream d join thing t on t.id = d.thing_id left join detector_state s on s.datastream_id = d.id
    left join datastream_quality q on q.datastream_id = d.id`;

/** Neighbours are asked by the peers process after the raise: what they said stays. */
const KEEP_NEIGHBOURS = `case when x.why is null then a.why else x.why || jsonb_build_object('neighbours',
  coalesce(nullif(a.why -> 'neighbours', 'null'), x.why -> 'neighbours')) end`;

/** `anomaly` once, `anomaly_event` once a change; an anomaly only changes with an event that is new: replays change nothing. */
const STORE_CHANGES = {
  raise: `
    insert into anomaly (id, datastream_id, detector, detector_version, start_time, severity, score, observed, expected, low, high, reason, why)
    select distinct on (x.id) x.id, x.datastream, x.detector, x."detectorVersion", x.start, x.severity, x.score, x.observed,
           x.expected, x.low, x.high, x.reason, x.why
    from rows from (jsonb_to_recordset($1) as (id text, datastream integer, detector text, "detectorVersion" text,
      start timestamptz, severity text, score float8, observed float8, expected float8, low float8, high float8, reason jsonb, why jsonb))
      with ordinality as x (id, datastream, detector, "detectorVersion", start, severity, score, observed, expected, low, high,
        reason, why, ordinal)
    order by x.id, x.ordinal
    on conflict (id) do nothing`,
  log: `
    insert into anomaly_event (anomaly_id, kind, at, severity)
    select x.id, x.kind, x.at, x.severity
    from rows from (jsonb_to_recordset($1) as (id text, kind text, at timestamptz, severity text))
      with ordinality as x (id, kind, at, severity, ordinal)
    where exists (select from anomaly a where a.id = x.id)
    order by x.ordinal
    on conflict (anomaly_id, kind, at) do nothing
    returning anomaly_id as id, kind, at`,
  change: `
    update anomaly a set severity = x.severity, score = x.score, observed = x.observed, expected = x.expected, low = x.low,
      high = x.high, reason = x.reason, why = ${KEEP_NEIGHBOURS}, end_time = coalesce(x."end", a.end_time)
    from jsonb_to_recordset($1) as x (id text, severity text, score float8, observed float8, expected float8, low float8,
      high float8, reason jsonb, why jsonb, "end" timestamptz)
    where a.id = x.id`,
};

/** Another detector has moved the partition's offset: what we hold is not ours any more. Reading it again helps. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
  readonly retriable = true;

  constructor(topic: string, partition: number) {
    super(`${topic}/${partition} was moved by another detector, or our own checkpoint was not answered`);
  }
}

/** How a consumer's offset moves, and what it has read on the way. */
export interface OffsetMove {
  readonly topic: string;
  readonly partition: number;
  /** What the database says now; null: nothing yet. */
  readonly expected: number | null;
  readonly next: number;
  readonly consumed: number;
  readonly refused: number;
}

export interface Checkpoint extends OffsetMove {
  readonly states: readonly SavedDetector[];
  /** Minutes that are not whole yet, as text; null: there is no such lane. */
  readonly lane: string | null;
}

interface StreamRow extends Omit<DatastreamRow, 'intervalMs' | 'silences'> {
  interval_seconds: number;
  described: boolean;
  silences:
    readonly Pick<Anomaly, 'id' | 'detectorVersion' | 'severity' | 'start' | 'score' | 'expected' | 'reason'>[] | null;
}

/** What the detector keeps in the database: anomalies, states and offsets. */
export class DetectorRepository {
  constructor(
    private readonly pool: Pool,
    private readonly consumer: string,
  ) {}

  async loadOffsets(topic: string, partitions: readonly number[]): Promise<Map<number, number>> {
    const { rows } = await this.pool.query<{ partition: number; next_offset: string }>(
      'select partition, next_offset from consumer_offset where consumer = $1 and topic = $2 and partition = any ($3)',
      [this.consumer, topic, partitions],
    );
    return new Map(rows.map((row) => [row.partition, Number(row.next_offset)]));
  }

  /** All Datastreams whose state was saved for a partition. */
  loadPartition(topic: string, partition: number): Promise<DatastreamRow[]> {
    const things = `where d.thing_id in (
      select k.thing_id from detector_state o join datastream k on k.id = o.datastream_id where o.topic = $1 and o.partition = $3)`;
    return this.streams(things, [topic, propertyOrder, partition]);
  }

  /** A partition's saved minutes that are not whole yet; null: none are saved. */
  async loadLane(topic: string, partition: number): Promise<string | null> {
    const { rows } = await this.pool.query<{ lane: string }>(
      'select lane from residual_lane where topic = $1 and partition = $2',
      [topic, partition],
    );
    return rows[0]?.lane ?? null;
  }

  /** The Datastreams of these Things. */
  loadThings(things: readonly string[]): Promise<DatastreamRow[]> {
    return this.streams('where d.thing_id = any ($1)', [things, propertyOrder]);
  }

  /** Registers what the writer has not registered yet, in the same way: whoever comes first. */
  async register(reports: readonly PlannedReport[]): Promise<void> {
    const things = new Map(reports.map(({ report }) => [report.thing, report]));
    const list = [...things.values()].sort((a, b) => (a.thing < b.thing ? -1 : 1));
    const streams = new Map<string, { thing: string; property: string; unit: string }>();
    for (const { report } of reports)
      for (const index of report.properties) {
        const { id } = OBSERVED_PROPERTIES[index];
        streams.set(`${report.thing}\n${id}`, {
          thing: report.thing,
          property: id,
          unit: observedProperty(id)?.unit ?? '',
        });
      }
    const rows = [...streams.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    await transaction(this.pool, async (client) => {
      await client.query(
        'insert into operator (id, name) select o, o from (select distinct unnest($1::text[]) as o) as named order by o on conflict do nothing',
        [list.map((report) => report.operator)],
      );
      await client.query(
        `insert into thing (id, operator_id, domain, name, interval_seconds, described)
         select t, o, d, t, $4, false from unnest($1::text[], $2::text[], $3::text[]) as x (t, o, d) on conflict do nothing`,
        [list.map((r) => r.thing), list.map((r) => r.operator), list.map((r) => r.domain), UNKNOWN_INTERVAL_MS / 1_000],
      );
      await client.query(
        `insert into datastream (thing_id, property, unit)
         select t, p, u from unnest($1::text[], $2::text[], $3::text[]) as x (t, p, u) on conflict do nothing`,
        [rows.map((s) => s.thing), rows.map((s) => s.property), rows.map((s) => s.unit)],
      );
    });
  }

  /** Stores anomalies and their events, once, in order, and tells the correlator. */
  async storeChanges(changes: readonly AnomalyChange[]): Promise<void> {
    const times = (value: number | null) => (value === null ? null : new Date(value).toISOString());
    const json = JSON.stringify(
      changes.map(({ kind, at, anomaly }) => ({
        ...anomaly,
        kind,
        at: times(at),
        start: times(anomaly.start),
        end: times(anomaly.end),
      })),
    );
    await transaction(this.pool, async (client) => {
      await client.query("select pg_advisory_xact_lock(hashtext('anomaly_event'))");
      await client.query(STORE_CHANGES.raise, [json]);
      const { rows } = await client.query<{ id: string; kind: string; at: Date }>(STORE_CHANGES.log, [json]);
      const fresh = new Set(rows.map((row) => `${row.id} ${row.kind} ${row.at.getTime()}`));
      const last = new Map<string, unknown>();
      for (const { kind, at, anomaly } of changes)
        if (kind !== 'raised' && fresh.has(`${anomaly.id} ${kind} ${at}`))
          last.set(anomaly.id, { ...anomaly, end: times(anomaly.end) });
      if (last.size > 0) await client.query(STORE_CHANGES.change, [JSON.stringify([...last.values()])]);
      if (fresh.size > 0) await client.query("select pg_notify('anomaly_event', '')");
    });
  }

  /** Saves states and offset in one transaction, by compare-and-set. @throws FencedError */
  async saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    const { topic, partition, states, lane } = checkpoint;
    await transaction(this.pool, async (client) => {
      await moveOffset(client, this.consumer, checkpoint);
      if (lane !== null) await client.query(SAVE_LANE, [topic, partition, lane]);
      for (let at = 0; at < states.length; at += CHUNK) {
        const chunk = states.slice(at, at + CHUNK);
        await client.query({
          name: 'save-states',
          text: `insert into detector_state as s (datastream_id, topic, partition, version, state, slow_state)
            select i, $2, $3, $4, fast, slow from unnest($1::integer[], $5::bytea[], $6::bytea[]) as x (i, fast, slow)
            on conflict (datastream_id) do update set topic = excluded.topic, partition = excluded.partition,
              version = excluded.version, state = excluded.state, slow_state = coalesce(excluded.slow_state, s.slow_state)`,
          values: [
            chunk.map(({ datastream }) => datastream),
            topic,
            partition,
            STATE_VERSION,
            chunk.map(({ bytes }) => Buffer.from(bytes.buffer)),
            chunk.map(({ slow }) => (slow === null ? null : Buffer.from(slow.buffer))),
          ],
        });
      }
    });
  }

  private async streams(where: string, values: unknown[]): Promise<DatastreamRow[]> {
    const { rows } = await this.pool.query<StreamRow>(`${DATASTREAMS} ${where}`, values);
    return rows.map(({ interval_seconds: seconds, silences, ...row }) => ({
      ...row,
      intervalMs: seconds * 1_000,
      silences: (silences ?? []).map((silence) => ({ ...silence, ...silenceOf(row) })),
    }));
  }
}

/** What a silence is that its row does not say. */
const silenceOf = ({ datastream, thing, property, domain }: Omit<StreamRow, 'interval_seconds' | 'silences'>) => ({
  ...{ datastream, thing, property, domain },
  detector: 'gap' as const,
  end: null,
  observed: null,
  low: null,
  high: null,
});

const propertyOrder = OBSERVED_PROPERTIES.map(({ id }) => id);

const SAVE_LANE = `
  insert into residual_lane (topic, partition, lane) values ($1, $2, $3)
  on conflict (topic, partition) do update set lane = excluded.lane`;

/** Moves a consumer's offset, within a transaction, by compare-and-set. @throws FencedError */
export async function moveOffset(
  client: PoolClient,
  consumer: string,
  { topic, partition, expected, next, consumed, refused }: OffsetMove,
): Promise<void> {
  const { rowCount } = await client.query({
    name: 'move-detector-offset',
    text: `insert into consumer_offset as o (consumer, topic, partition, next_offset, consumed, stored, quarantined)
      values ($1, $2, $3, $4, $6::bigint, $6::bigint - $7::bigint, $7::bigint)
      on conflict (consumer, topic, partition) do update set next_offset = excluded.next_offset,
        consumed = o.consumed + excluded.consumed, stored = o.stored + excluded.stored,
        quarantined = o.quarantined + excluded.quarantined, updated_at = now()
      where o.next_offset = $5`,
    values: [consumer, topic, partition, next, expected, consumed, refused],
  });
  if (rowCount !== 1) throw new FencedError(topic, partition);
}
