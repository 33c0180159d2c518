import { createTestDatabase, type TestDatabase } from '@citywatch/testkit';
import { maintain } from './maintain.js';
import { createPool, transaction, type Pool, type Queryable } from './pool.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let database: TestDatabase;
let pool: Pool;
beforeEach(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 3 });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

/** Stores results of one Datastream, with the note for the roll-ups, as the writer does. */
async function observe(
  to: Queryable,
  datastream: number,
  rows: readonly (readonly [ms: number, result: number, quality?: number])[],
): Promise<void> {
  for (const [ms, result, quality] of rows) {
    await to.query('insert into observation values ($1, $2, $3, 0, $4, now())', [
      datastream,
      new Date(ms),
      result,
      quality ?? 0,
    ]);
    await to.query('select mark_observed(array[$1::timestamptz], array[$2::timestamptz])', [
      new Date(ms),
      new Date(ms + 1),
    ]);
  }
}

/** Datastream 1 in the catalogue. */
async function seedDatastream(): Promise<void> {
  await pool.query("insert into operator (id, name) values ('op', 'Operator')");
  await pool.query(
    `insert into thing (id, operator_id, domain, name, interval_seconds, described)
     values ('t', 'op', 'traffic', 'T', 20, false)`,
  );
  await pool.query("insert into datastream (thing_id, property, unit) values ('t', 'speed', 'km/h')");
}

interface Bucket {
  bucket: Date;
  count: string;
  sum: number;
  min: number;
  max: number;
  first: number;
  last: number;
}
async function buckets(view: 'observation_1m' | 'observation_1h', datastream = 1): Promise<number[][]> {
  const { rows } = await pool.query<Bucket>(
    `select bucket, count, sum, min, max, first, last from ${view} where datastream_id = $1 order by bucket`,
    [datastream],
  );
  return rows.map((row) => [row.bucket.getTime(), Number(row.count), row.sum, row.min, row.max, row.first, row.last]);
}

/** Whole hours ago, so that no bucket moves while a test runs. */
const hoursAgo = (hours: number): number => Math.floor(Date.now() / HOUR) * HOUR - hours * HOUR;

describe('roll-ups', () => {
  it('are the same before and after they are stored', async () => {
    const at = hoursAgo(3);
    await observe(pool, 1, [
      [at, 5],
      [at + 1, 2],
      [at + 59_999, 9],
      [at + MINUTE, 1],
      [at + HOUR, 7],
    ]);
    const minutes = [
      [at, 3, 16, 2, 9, 5, 9],
      [at + MINUTE, 1, 1, 1, 1, 1, 1],
      [at + HOUR, 1, 7, 7, 7, 7, 7],
    ];
    const hours = [
      [at, 4, 17, 1, 9, 5, 1],
      [at + HOUR, 1, 7, 7, 7, 7, 7],
    ];
    expect([await buckets('observation_1m'), await buckets('observation_1h')]).toEqual([minutes, hours]);
    expect(await maintain(pool)).toMatchObject({ done: true, buckets: 3 });
    expect([await buckets('observation_1m'), await buckets('observation_1h')]).toEqual([minutes, hours]);
    const { rows } = await pool.query<{ n: string }>('select count(*) as n from observation_1m_stored');
    expect(Number(rows[0].n)).toBe(3);
  });

  it('leave out what has a quality flag', async () => {
    const at = hoursAgo(3);
    await observe(pool, 1, [
      [at, 5],
      [at + 1, 9_999, 1],
    ]);
    await maintain(pool);
    expect(await buckets('observation_1h')).toEqual([[at, 1, 5, 5, 5, 5, 5]]);
  });

  it('take in late and out-of-order rows at the next round, and touch nothing else', async () => {
    const at = hoursAgo(5);
    await observe(pool, 1, [
      [at + 2, 5],
      [at + 2 * HOUR, 1],
    ]);
    await observe(pool, 2, [[at, 8]]);
    await maintain(pool);
    await observe(pool, 1, [
      [at + 1, 3],
      [at - HOUR, 4],
    ]);
    expect((await maintain(pool)).buckets).toBe(3);
    expect(await buckets('observation_1h')).toEqual([
      [at - HOUR, 1, 4, 4, 4, 4, 4],
      [at, 2, 8, 3, 5, 3, 5],
      [at + 2 * HOUR, 1, 1, 1, 1, 1, 1],
    ]);
    expect(await buckets('observation_1h', 2)).toEqual([[at, 1, 8, 8, 8, 8, 8]]);
    expect((await maintain(pool)).buckets).toBe(0);
  });

  it('do not forget a row whose transaction was open while they were made', async () => {
    const at = hoursAgo(4);
    await observe(pool, 1, [[at, 1]]);
    await transaction(pool, async (client) => {
      await observe(client, 1, [[at + 1, 2]]);
      await maintain(pool);
      expect(await buckets('observation_1m')).toEqual([[at, 1, 1, 1, 1, 1, 1]]);
    });
    await maintain(pool);
    expect(await buckets('observation_1m')).toEqual([[at, 2, 3, 1, 2, 1, 2]]);
  });

  it('are made by one process at a time', async () => {
    await transaction(pool, async (client) => {
      await client.query('select pg_advisory_xact_lock(7215302)');
      expect(await maintain(pool)).toEqual({ done: false, flagged: 0, buckets: 0, droppedChunks: 0, forgotten: 0 });
    });
  });

  it('can be cancelled', async () => {
    await transaction(pool, async (client) => {
      await client.query('select * from rollup_watermark for update');
      const stopping = new AbortController();
      const round = maintain(pool, { signal: stopping.signal });
      setTimeout(() => stopping.abort(), 200);
      await expect(round).rejects.toThrow(/cancel/);
    });
  });
});

describe('flags that detectors found', () => {
  const times = Array.from({ length: 4 }, (_, i) => hoursAgo(2) + i * 20_000);
  const note = (from: number, until: number, quality: number) =>
    pool.query('insert into found_flag values (1, $1, $2, $3) on conflict do nothing', [
      new Date(from),
      new Date(until),
      quality,
    ]);
  const qualities = async () =>
    (await pool.query<{ quality: number }>('select quality from observation order by phenomenon_time')).rows.map(
      ({ quality }) => quality,
    );
  const waiting = async () => (await pool.query('select from found_flag')).rowCount;
  beforeEach(async () => {
    await seedDatastream();
  });

  it('are set beside what messages said, and change the roll-ups that were made', async () => {
    await observe(pool, 1, [
      [times[0], 5],
      [times[1], 900, 1],
      [times[2], 5],
      [times[3], 7],
    ]);
    await maintain(pool);
    await note(times[0], times[2], 2);
    await note(times[2], times[2], 32);
    expect(await maintain(pool)).toMatchObject({ done: true, flagged: 3 });
    expect(await qualities()).toEqual([2 << 8, (2 << 8) | 1, 34 << 8, 0]);
    expect(await buckets('observation_1m')).toEqual([[times[3], 1, 7, 7, 7, 7, 7]]);
    expect(await waiting()).toBe(0);
    await note(times[0], times[2], 2);
    expect([await maintain(pool), await waiting()]).toMatchObject([{ flagged: 0, buckets: 0 }, 0]);
  });

  it('wait for their last observation', async () => {
    await note(times[0], times[1], 2);
    await observe(pool, 1, [[times[0], 5]]);
    expect([await maintain(pool), await qualities(), await waiting()]).toMatchObject([{ flagged: 0 }, [0], 1]);
    await observe(pool, 1, [[times[1], 5]]);
    expect([await maintain(pool), await waiting()]).toMatchObject([{ flagged: 2 }, 0]);
  });

  it('are forgotten where it has not come for as long as raw data is kept, and not before', async () => {
    await note(times[0], times[0], 2);
    const age = (interval: string) => pool.query('update found_flag set found_at = now() - $1::interval', [interval]);
    await age('13 days 23 hours');
    await maintain(pool);
    expect(await waiting()).toBe(1);
    await age('14 days 1 second');
    await maintain(pool);
    expect(await waiting()).toBe(0);
  });

  it('are settled a portion at a time', async () => {
    await observe(
      pool,
      1,
      times.map((time) => [time, 5]),
    );
    for (const time of times) await note(time, time, 2);
    await pool.query('select settle_flags(3)');
    expect([(await qualities()).filter((quality) => quality !== 0).length, await waiting()]).toEqual([3, 1]);
  });
});

describe('retention', () => {
  const chunks = async (): Promise<number> => {
    const { rows } = await pool.query<{ n: string }>(
      "select count(*) as n from timescaledb_information.chunks where hypertable_name = 'observation'",
    );
    return Number(rows[0].n);
  };

  it('keeps old data that has just arrived, and drops it when its time has passed since', async () => {
    const at = Date.parse('2012-03-01T00:00:00Z');
    await observe(pool, 1, [
      [at, 5],
      [at + 48 * HOUR, 6],
    ]);
    expect((await maintain(pool)).droppedChunks).toBe(0);
    await pool.query("update storage_setting set raw_retention = '0', chunk_length = '1 microsecond'");
    expect((await maintain(pool)).droppedChunks).toBe(2);
    expect(await chunks()).toBe(0);
    expect(await buckets('observation_1h')).toHaveLength(2);
  });

  it('leaves the roll-ups of a dropped range as they are when a late row comes', async () => {
    const at = hoursAgo(72);
    await observe(pool, 1, [
      [at, 5],
      [at + 1, 6],
    ]);
    await maintain(pool);
    await pool.query("update storage_setting set raw_retention = '0', chunk_length = '1 microsecond'");
    await maintain(pool);
    await pool.query("update storage_setting set raw_retention = '14 days', chunk_length = '1 day'");
    await observe(pool, 1, [[at + 2, 100]]);
    await maintain(pool);
    expect(await buckets('observation_1m')).toEqual([[at, 2, 11, 5, 6, 5, 6]]);
  });

  it('never drops what has not been rolled up', async () => {
    await pool.query("update storage_setting set raw_retention = '0', chunk_length = '1 microsecond'");
    const at = hoursAgo(72);
    await observe(pool, 1, [[at, 5]]);
    await pool.query('select enforce_retention()');
    expect(await chunks()).toBe(1);
  });

  it('drops the oldest chunks while the database is over its budget', async () => {
    // Large enough that what autovacuum does to the catalogue in between does not matter.
    await pool.query(
      `insert into observation select n, $1::timestamptz + day * interval '1 day', day, 0, 0, now()
       from generate_series(1, 8000) n cross join generate_series(0, 2) day`,
      [new Date(hoursAgo(96))],
    );
    await maintain(pool);
    const { rows } = await pool.query<{ size: string; chunk: string }>(
      `select pg_database_size(current_database()) as size, (select max(total_bytes) from chunks_detailed_size('observation')) as chunk`,
    );
    const [size, chunk] = [Number(rows[0].size), Number(rows[0].chunk)];
    await pool.query('update storage_setting set disk_budget_bytes = $1', [size * 2]);
    expect((await maintain(pool)).droppedChunks).toBe(0);
    await pool.query('update storage_setting set disk_budget_bytes = $1', [Math.round(size - 1.5 * chunk)]);
    expect((await maintain(pool)).droppedChunks).toBe(2);
    const { rows: left } = await pool.query<{ day: number }>('select distinct result as day from observation');
    expect(left.map(({ day }) => day)).toEqual([2]);
  });

  it('forgets refused messages after their time, and not before', async () => {
    await pool.query(
      `insert into quarantine (topic, partition, message_offset, code, detail, received_at, quarantined_at)
       select 't', 0, n, 'empty', '', now(), now() - n * interval '1 day' from generate_series(88, 92) n`,
    );
    expect((await maintain(pool)).forgotten).toBe(3);
    expect((await maintain(pool)).forgotten).toBe(0);
    await pool.query('update storage_setting set quarantine_retention = null');
    await pool.query("update quarantine set quarantined_at = '2000-01-01'");
    expect((await maintain(pool)).forgotten).toBe(0);
  });
});
