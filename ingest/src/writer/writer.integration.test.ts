import { jest } from '@jest/globals';
import { QUALITY, REFERENCE_TIME_HEADER, TELEMETRY_TOPICS } from '@citywatch/contracts';
import {
  createTestDatabase,
  createTestTopics,
  testConfig,
  waitFor,
  type TestDatabase,
  type TestTopics,
} from '@citywatch/testkit';
import { Harness, messageOf, reportOf } from '../testing/harness.service.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let topics: TestTopics;
let harness: Harness;
beforeEach(async () => {
  [database, topics] = await Promise.all([createTestDatabase(), createTestTopics()]);
  harness = new Harness({ brokers: testConfig().kafkaBrokers, databaseUrl: database.url, prefix: topics.prefix });
});
afterEach(async () => {
  await harness.close();
  expect(harness.fatal).toEqual([]);
  await Promise.all([database.drop(), topics.delete()]);
});

const settled = (): Promise<boolean> =>
  waitFor(() => harness.isSettled(), { what: 'every message is accounted for', timeout: 30_000 });
async function ask<T>(sql: string, values: unknown[] = []): Promise<T[]> {
  return (await harness.pool.query(sql, values)).rows as T[];
}
const results = async (thing: string): Promise<number[]> =>
  (
    await ask<{ result: number }>(
      'select result from observation o join datastream d on d.id = o.datastream_id where thing_id = $1 order by phenomenon_time, property',
      [thing],
    )
  ).map(({ result }) => result);
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
/** Reports of the first of January 2026, whatever day the test runs on. */
const then = (second: number, thing: string, results: Record<string, number>) => ({
  ...messageOf(reportOf(thing, { phenomenonTime: at(second), results })),
  headers: { [REFERENCE_TIME_HEADER]: at(second) },
});

describe('observations', () => {
  it('are stored once, several of a report, with quality and arrival', async () => {
    await harness.send([
      then(0, 'a', { speed: 30, flow: 900 }),
      then(1, 'a', { speed: -5 }),
      then(0, 'b', { speed: 7 }),
    ]);
    harness.startWriter();
    await settled();
    expect(await harness.totals()).toEqual({ consumed: 3, stored: 3, duplicate: 0, quarantined: 0, rows: 4 });
    expect(await results('a')).toEqual([900, 30, -5]);
    const rows = await ask<{ quality: number; late: boolean }>(
      "select quality, received_at > now() - interval '1 minute' as late from observation where result = -5",
    );
    expect(rows).toEqual([{ quality: QUALITY.outOfRange, late: true }]);
  });

  it('are kept as they came first: again, with another value, in part known, in one batch or later', async () => {
    harness.startWriter();
    await harness.send([then(0, 'a', { speed: 1 }), then(0, 'a', { speed: 1 }), then(0, 'a', { speed: 2 })]);
    await settled();
    await harness.send([then(0, 'a', { speed: 3 }), then(0, 'a', { speed: 4, flow: 5 }), then(1, 'a', { speed: 6 })]);
    await settled();
    expect(await harness.totals()).toMatchObject({ consumed: 6, stored: 3, duplicate: 3, rows: 3 });
    expect(await results('a')).toEqual([5, 1, 6]);
  });

  it('may come late and out of order; the latest is the latest by event time', async () => {
    harness.startWriter();
    await harness.send([5, 2, 9, 0].map((second) => then(second, 'a', { speed: second })));
    await settled();
    await harness.send([then(7, 'a', { speed: 7 })]);
    await settled();
    expect(await results('a')).toEqual([0, 2, 5, 7, 9]);
    const latest = async () =>
      (await ask<{ result: number }>('select result from observation_latest')).map(({ result }) => result);
    await waitFor(async () => (await latest())[0] === 9, { what: 'the latest value' });
  });

  it('that were stored but not flushed to observation_latest are healed', async () => {
    const first = harness.startWriter({ LATEST_INTERVAL_MS: '60000' });
    await harness.send([then(0, 'a', { speed: 1 }), then(1, 'a', { speed: 2 })]);
    await settled();
    await harness.stopWriter(first);
    await ask('delete from observation_latest');
    harness.startWriter({ LATEST_INTERVAL_MS: '60000' });
    await waitFor(async () => (await ask('select from observation_latest where result = 2')).length === 1, {
      what: 'healing',
    });
  });

  it('that the database refuses are put aside alone, and the partition goes on', async () => {
    await ask('alter table observation add constraint no_666 check (result <> 666)');
    const values = Array.from({ length: 40 }, (_, i) => (i === 17 || i === 18 ? 666 : i));
    await harness.send(values.map((speed, i) => then(i, 'a', { speed })));
    harness.startWriter();
    await settled();
    expect(await harness.totals()).toMatchObject({ consumed: 40, stored: 38, quarantined: 2 });
    expect(
      await ask("select message_offset::int as o, code from quarantine where detail like '%no_666%' order by 1"),
    ).toEqual([
      { o: 17, code: 'bad-field' },
      { o: 18, code: 'bad-field' },
    ]);
  });

  it('of an hour are rolled up, also the late ones', async () => {
    harness.startWriter({ UPKEEP_INTERVAL_MS: '50' });
    await harness.send([then(0, 'a', { speed: 10 }), then(61, 'a', { speed: 20 })]);
    const hour = () =>
      ask<{ count: string; sum: number }>('select count, sum from observation_1h where bucket = $1', [at(0)]);
    const stored = () => ask('select from observation_1h_stored where count = $1', [3]);
    await waitFor(async () => (await ask('select from observation_1m_stored')).length === 2, {
      what: 'the first roll-up',
    });
    await harness.send([then(30, 'a', { speed: 3 })]);
    await waitFor(async () => (await stored()).length === 1, { what: 'the late row in the roll-up' });
    expect(await hour()).toEqual([{ count: '3', sum: 33 }]);
  });
});

describe('the limits', () => {
  it('of the clock hold to the millisecond, and no chunk is made outside of them', async () => {
    const reference = Date.UTC(2026, 5, 1);
    const report = (thing: string, ms: number) => ({
      ...messageOf(reportOf(thing, { phenomenonTime: new Date(reference + ms).toISOString() })),
      headers: { [REFERENCE_TIME_HEADER]: new Date(reference).toISOString() },
    });
    await harness.send([
      report('a', 1_000),
      report('b', 1_001),
      report('c', -5_000),
      report('d', -5_001),
      report('e', -1e12),
    ]);
    harness.startWriter({ CLOCK_AHEAD_MS: '1000', CLOCK_BEHIND_MS: '5000' });
    await settled();
    expect(await ask('select distinct thing_id from datastream order by 1')).toEqual([
      { thing_id: 'a' },
      { thing_id: 'c' },
    ]);
    expect(await ask('select code from quarantine order by message_offset')).toHaveLength(3);
    expect((await ask('select from timescaledb_information.chunks')).length).toBeLessThanOrEqual(2);
  });

  it('of a message’s size hold to the byte', async () => {
    const padded = (thing: string, bytes: number) => ({
      key: thing,
      value: JSON.stringify(reportOf(thing)).padEnd(bytes),
    });
    await harness.send([padded('a', 400), padded('b', 401)]);
    harness.startWriter({ MAX_MESSAGE_BYTES: '400' });
    await settled();
    expect(await ask('select code, convert_from(key, $1) as key from quarantine', ['UTF8'])).toEqual([
      { code: 'too-large', key: 'b' },
    ]);
  });

  it('of the number of Things hold', async () => {
    await harness.send(['a', 'b', 'c', 'a'].map((thing, i) => then(i, thing, { speed: 1 })));
    harness.startWriter({ MAX_THINGS: '2', WRITER_CONCURRENCY: '1' });
    await settled();
    expect(await harness.totals()).toMatchObject({ stored: 3, quarantined: 1 });
    expect(await ask('select code from quarantine')).toEqual([{ code: 'unknown-thing' }]);
  });
});

describe('several writers', () => {
  it('share the partitions; one that is stopped hands over what it has not stored', async () => {
    const [first] = [harness.startWriter(), harness.startWriter()];
    for (let second = 0; second < 30; second++) {
      await harness.send(['a', 'b', 'c', 'd', 'e'].map((thing) => then(second, thing, { speed: second })));
      if (second === 15) await harness.stopWriter(first);
    }
    await settled();
    expect(await harness.totals()).toEqual({ consumed: 150, stored: 150, duplicate: 0, quarantined: 0, rows: 150 });
  });

  it('fence a zombie: of two that hold the same partition, each message counts once', async () => {
    const things = ['a', 'b', 'c'];
    // Another Kafka group, the same consumer in the database: both are given every partition.
    const both = [harness.startWriter(), harness.startWriter({ KAFKA_GROUP: `${topics.prefix}zombie` })];
    // One that comes when all is stored has nothing to be fenced from.
    const areReady = async () => (await Promise.all(both.map((writer) => writer.ready()))).every((why) => why === null);
    await waitFor(areReady, { what: 'both hold all partitions', timeout: 30_000 });
    for (let second = 0; second < 40; second++)
      await harness.send(things.map((thing) => then(second, thing, { speed: second })));
    await settled();
    expect(await harness.totals()).toEqual({ consumed: 120, stored: 120, duplicate: 0, quarantined: 0, rows: 120 });
    expect(await results('a')).toEqual(Array.from({ length: 40 }, (_, i) => i));
    const isFenced = async () => {
      const texts = both.map(({ metrics }) =>
        metrics.registry.getSingleMetricAsString('citywatch_writer_retries_total'),
      );
      return (await Promise.all(texts)).some((text) => /^citywatch_writer_retries_total [1-9]/m.test(text));
    };
    await waitFor(isFenced, { what: 'one of them finds that the other has stored', timeout: 30_000 });
  });

  it('go on from the beginning of a topic that was made anew', async () => {
    const writer = harness.startWriter();
    await harness.send([0, 1, 2].map((second) => then(second, 'a', { speed: second })));
    await settled();
    await harness.stopWriter(writer);
    await ask('update consumer_offset set next_offset = 1000 where topic like $1', [
      `%${TELEMETRY_TOPICS.traffic.name}`,
    ]);
    harness.startWriter();
    await waitFor(async () => (await harness.totals()).consumed === 6, { what: 'the topic is read again' });
    expect(await harness.totals()).toMatchObject({ stored: 3, duplicate: 3, rows: 3 });
  });
});
