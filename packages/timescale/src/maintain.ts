import { transaction, type Pool, type PoolClient } from './pool.js';

const LOCK = 7_215_302;

export interface Maintained {
  /** False where another process is at it. */
  readonly done: boolean;
  /** Observations flagged as detectors found them. */
  readonly flagged: number;
  readonly buckets: number;
  readonly droppedChunks: number;
  /** Messages deleted from the quarantine. */
  readonly forgotten: number;
}

/**
 * One round of upkeep: flags, roll-ups, retention, disk budget. Any number of processes may call it; one does the work.
 * @param options.signal cancels the round: what it has not committed is rolled back, and it throws the database's error
 * @param options.timeoutMs the first roll-up of a long history takes its time; default 10 minutes
 */
export async function maintain(
  pool: Pool,
  { signal, timeoutMs = 600_000 }: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<Maintained> {
  const { edition, ...first } = await cancellable(pool, signal, async (client) => {
    await client.query(`set local statement_timeout = ${Math.round(timeoutMs)}`);
    const { rows } = await client.query<{ edition: string; locked: boolean }>(
      'select edition, pg_try_advisory_xact_lock($1) as locked from storage_setting',
      [LOCK],
    );
    const { edition, locked } = rows[0];
    if (!locked) return { edition, done: false, flagged: 0, buckets: 0, droppedChunks: 0, forgotten: 0 };
    const flagged = await count(client, 'settle_flags()', timeoutMs);
    const buckets = edition === 'apache' ? await count(client, 'refresh_rollups()', timeoutMs) : 0;
    return { edition, done: true, flagged, buckets, droppedChunks: 0, forgotten: 0 };
  });
  if (!first.done) return first;
  if (edition === 'timescale') await refreshOldRanges(pool, timeoutMs);
  const space = await cancellable(pool, signal, async (client) => {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_xact_lock($1) as locked', [LOCK]);
    if (!rows[0].locked) return {};
    const old = await count(client, 'enforce_retention()', timeoutMs);
    const over = await count(client, 'enforce_disk_budget()', timeoutMs);
    return { droppedChunks: old + over, forgotten: await count(client, 'enforce_quarantine_retention()', timeoutMs) };
  });
  return { ...first, ...space };
}

/** A transaction whose running statement is cancelled, through another connection, when the signal says so. */
function cancellable<T>(
  pool: Pool,
  signal: AbortSignal | undefined,
  body: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return transaction(pool, async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const cancel = (): void => void pool.query('select pg_cancel_backend($1)', [rows[0].pid]).catch(() => undefined);
    signal?.throwIfAborted();
    signal?.addEventListener('abort', cancel);
    try {
      return await body(client);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  });
}

/** A query with a longer client-side timeout than its connection has; pg takes it, though its types do not say so. */
function patient(text: string, values: unknown[], timeoutMs: number): { text: string; values: unknown[] } {
  return Object.assign({ text, values }, { query_timeout: timeoutMs });
}

async function count(client: PoolClient, call: string, timeoutMs: number): Promise<number> {
  const { rows } = await client.query<{ n: string }>(patient(`select ${call} as n`, [], timeoutMs));
  return Number(rows[0].n);
}

/**
 * Licence `timescale`: the policies refresh a window that ends where raw data ends, so older ranges (a replay of old data)
 * are refreshed by name. A refresh commits by itself and cannot run inside a transaction.
 */
async function refreshOldRanges(pool: Pool, timeoutMs: number): Promise<void> {
  // Read first: a note made in between must not be deleted unseen.
  const { rows: seen } = await pool.query<{ from_time: Date; to_time: Date }>(
    'select distinct from_time, to_time from rollup_invalidation',
  );
  const { rows } = await pool.query<{ from: Date; to: Date }>(
    `with old as (
       select range_agg(tstzrange(from_time, to_time)) * tstzmultirange(tstzrange('-infinity',
         now() - coalesce(raw_retention, interval '14 days') + chunk_length))
         - coalesce((select range_agg(period) from dropped_range where relation = 'observation'), '{}') as ranges
       from rollup_invalidation cross join storage_setting group by raw_retention, chunk_length)
     select time_bucket('1 hour', lower(r)) as from, time_bucket('1 hour', upper(r) - interval '1 microsecond') + interval '1 hour' as to
     from old cross join unnest(old.ranges) as r`,
  );
  for (const { from, to } of rows)
    for (const view of ['observation_1m', 'observation_1h'])
      await pool.query(
        patient(
          `call refresh_continuous_aggregate('${view}', $1::timestamptz, $2::timestamptz)`,
          [from, to],
          timeoutMs,
        ),
      );
  await pool.query(
    'delete from rollup_invalidation where (from_time, to_time) in (select * from unnest($1::timestamptz[], $2::timestamptz[]))',
    [seen.map((row) => row.from_time), seen.map((row) => row.to_time)],
  );
}
