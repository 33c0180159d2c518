import { MAX_POINTS, propertyIndex, type HistoryAnswer } from '@citywatch/contracts';
import {
  createState,
  DEFAULT_SETTINGS,
  expectedAt,
  saveState,
  STATE_VERSION,
  step,
  zoneOffset,
} from '@citywatch/detection';
import { createTestDatabase, testConfig, type TestDatabase } from '@citywatch/testkit';
import { createPool, maintain, type Pool } from '@citywatch/timescale';
import { startTestApi, type Browser, type TestApi } from '../../testing/api-harness.js';
import { seedReadings, seedThing } from '../../testing/seed.js';
import * as answers from '../api/answers.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** 6 March 2026 00:00 in Chicago; daylight saving begins on the 8th. */
const START = Date.parse('2026-03-06T06:00:00Z');

let database: TestDatabase;
let pool: Pool;
let api: TestApi;
let person: Browser;
let minutely: number;
let dense: number;
const value = (i: number) => 40 + (i % 7) - (i % 1_440) / 100;
/** Four days, one reading a minute; each hundredth is flagged and absurd. */
const readings = Array.from({ length: 4 * 1_440 }, (_, i) =>
  i % 100 === 50 ? ([START + i * MINUTE, -999, 1] as const) : ([START + i * MINUTE, value(i), 0] as const),
);
const good = readings.filter(([, , quality]) => quality === 0);

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 2 });
  ({ speed: minutely } = await seedThing(pool, { id: 'minutely', interval: 60 }));
  ({ speed: dense } = await seedThing(pool, { id: 'dense', interval: 60 }));
  await seedReadings(pool, minutely, readings);
  // Said to report once a minute, reports every second.
  await seedReadings(
    pool,
    dense,
    Array.from({ length: 3_000 }, (_, i) => [START + i * 1_000, i] as const),
  );
  await maintain(pool);
  api = await startTestApi({ DATABASE_URL: database.url, KAFKA_BROKERS: testConfig().kafkaBrokers.join() });
  person = await api.person('analyst');
});
afterAll(async () => {
  await api.stop();
  await pool.end();
  await database.drop();
});

async function history(datastream: number, from: number, to: number, resolution = 'auto'): Promise<HistoryAnswer> {
  const answer = await person.get(
    `/api/datastreams/${datastream}/history?from=${from}&to=${to}&resolution=${resolution}`,
  );
  expect(answer).toMatchObject({ status: 200 });
  return answers.history.parse(answer.body);
}

test('a short range gives the readings themselves, half-open, without the flagged ones', async () => {
  const answer = await history(minutely, START, START + 100 * MINUTE);
  expect(answer).toMatchObject({
    datastream: minutely,
    thing: 'minutely',
    property: 'speed',
    unit: 'km/h',
    resolution: 'raw',
    readings: 99,
  });
  expect(answer.points).toEqual(good.slice(0, 99).map(([time, result]) => [time, result, result, result, 1]));
});

test.each([
  ['5m', 5 * MINUTE],
  ['15m', 15 * MINUTE],
  ['1h', HOUR],
])('%s buckets have the mean, least, largest and count of their readings', async (resolution, width) => {
  const answer = await history(minutely, START, START + 2 * DAY, resolution);
  const expected = Array.from({ length: (2 * DAY) / width }, (_, i) => {
    const from = START + i * width;
    const own = good.filter(([time]) => time >= from && time < from + width).map(([, result]) => result);
    return [from, own.reduce((a, b) => a + b, 0) / own.length, Math.min(...own), Math.max(...own), own.length];
  });
  expect(answer.resolution).toBe(resolution);
  expect(answer.points.map(([time, , ...rest]) => [time, ...rest])).toEqual(
    expected.map(([time, , ...rest]) => [time, ...rest]),
  );
  answer.points.forEach(([, mean], i) => expect(mean).toBeCloseTo(expected[i][1], 9));
  expect(answer.readings).toBe(good.filter(([time]) => time < START + 2 * DAY).length);
});

test('a range is widened to whole buckets, and says so', async () => {
  const answer = await history(minutely, START + 7 * MINUTE, START + 2 * HOUR + 1, '1h');
  expect(answer).toMatchObject({ from: START, to: START + 3 * HOUR });
  expect(answer.points.map(([time]) => time)).toEqual([START, START + HOUR, START + 2 * HOUR]);
});

test('days begin at the local midnight, also where a day has 23 hours', async () => {
  const answer = await history(minutely, START, START + 4 * DAY - HOUR, '1d');
  expect(answer.points.map(([time]) => new Date(time).toISOString())).toEqual([
    '2026-03-06T06:00:00.000Z',
    '2026-03-07T06:00:00.000Z',
    '2026-03-08T06:00:00.000Z',
    '2026-03-09T05:00:00.000Z',
  ]);
  expect(answer.points[2][4]).toBe(
    good.filter(([time]) => time >= START + 2 * DAY && time < START + 3 * DAY - HOUR).length,
  );
  expect(answer.readings).toBe(good.filter(([time]) => time < START + 4 * DAY - HOUR).length);
});

test('never more than 1,000 points, whatever is asked and however often a sensor reports', async () => {
  const much = await history(minutely, START, START + 4 * DAY, 'raw');
  expect(much.resolution).toBe('15m');
  expect(much.readings).toBe(good.length);
  const fast = await history(dense, START, START + 50 * MINUTE);
  expect(fast).toMatchObject({ resolution: '1m', readings: 3_000 });
  expect(fast.points).toHaveLength(50);
  const limit = await history(dense, START, START + MAX_POINTS * 1_000, 'raw');
  expect(limit.points).toHaveLength(MAX_POINTS);
  expect((await history(dense, START, START + MAX_POINTS * 1_000 + 1, 'raw')).resolution).toBe('1m');
});

test('an empty range says where the nearest readings are', async () => {
  const before = await history(minutely, START - 10 * DAY, START - 9 * DAY);
  expect(before).toMatchObject({ points: [], readings: 0, nearest: START });
  const after = await history(minutely, START + 30 * DAY, START + 31 * DAY);
  expect(after).toMatchObject({ points: [], nearest: START + 4 * DAY - HOUR });
});

test('anomalies of the range come along, and the list of all has them newest first', async () => {
  await pool.query(
    `insert into anomaly (id, datastream_id, detector, detector_version, start_time, end_time, severity, score, reason)
     values ('a1', $1, 'stuck', 'stuck-1', $2, $3, 'minor', 3, '{"code":"stuck","params":{"minutes":5}}'),
            ('a2', $1, 'range', 'range-1', $3, null, 'info', 1, '{"code":"out-of-range","params":{}}')`,
    [minutely, new Date(START + HOUR), new Date(START + 2 * HOUR)],
  );
  const ids = async (from: number, to: number) => (await history(minutely, from, to)).anomalies.map(({ id }) => id);
  expect(await ids(START, START + HOUR)).toEqual([]);
  expect(await ids(START, START + HOUR + 1)).toEqual(['a1']);
  expect(await ids(START + 2 * HOUR, START + 3 * HOUR)).toEqual(['a2']);
  const { body } = await person.get(`/api/anomalies?from=${new Date(START).toISOString()}&to=${START + 3 * HOUR}`);
  expect(answers.anomalyList.parse(body).anomalies.map(({ id }) => id)).toEqual(['a2', 'a1']);
});

test.each([
  [`from=${START}&to=${START}`, /before to/],
  [`from=${START}&to=${START + 1_000 * DAY}`, /999 days/],
  [`from=${START}`, /query.to/],
  [`from=${START}&to=${START + DAY}&resolution=2m`, /query.resolution/],
])('refuses %s', async (query, detail) => {
  const { status, body } = await person.get(`/api/datastreams/${minutely}/history?${query}`);
  expect(status).toBe(400);
  expect((body as { detail: string }).detail).toMatch(detail);
});

test('what is expected comes from the detector, and is empty while it learns or its state is of another version', async () => {
  const save = (version: string, state: Uint8Array) =>
    pool.query(
      `insert into detector_state (datastream_id, version, state, topic, partition) values ($1, $2, $3, 't', 0)
       on conflict (datastream_id) do update set version = excluded.version, state = excluded.state`,
      [minutely, version, Buffer.from(state)],
    );
  const expected = async () => (await history(minutely, START, START + HOUR)).expected;
  expect(await expected()).toEqual([]);
  const state = createState(propertyIndex('speed'));
  await save(STATE_VERSION, saveState(state));
  expect(await expected()).toEqual([]);

  const offsetAt = zoneOffset('America/Chicago');
  const context = {
    datastream: minutely,
    thing: 'minutely',
    property: 'speed',
    domain: 'traffic',
    interval: MINUTE,
    watchGap: true,
  } as const;
  for (let time = START - 21 * DAY; time < START + HOUR; time += 5 * MINUTE)
    step(
      state,
      context,
      { ...DEFAULT_SETTINGS, offsetAt },
      { time, result: 50 + (time % (7 * MINUTE)) / MINUTE, quality: 0, live: true },
    );
  await save(STATE_VERSION, saveState(state));
  const bands = await expected();
  expect(bands).toHaveLength(59);
  for (const [time, middle, low, high] of bands) {
    expect({ expected: middle, low, high }).toEqual(expectedAt(state, time, offsetAt));
    expect(low).toBeLessThan(50);
    expect(high).toBeGreaterThan(50);
  }
  await save('datastream-0', saveState(state));
  expect(await expected()).toEqual([]);
});
