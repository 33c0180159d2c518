import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { QUALITY, type CityAnswer, type HistoryAnswer, type LatestAnswer } from '@citywatch/contracts';
import { createTestDatabase, createTestTopics, testConfig, waitFor } from '@citywatch/testkit';
import { startTestApi, type Browser, type TestApi } from '../../testing/api-harness.js';
import { DetectionHarness, type OwnProcess } from '../../testing/detection-harness.js';
import { CODE_AT, flaggedReadings, STUCK_FROM, STUCK_UNTIL } from '../../testing/flagged-readings.js';
import { StoredRepository } from '../backtest/stored.repository.js';

const STEP_MS = 10_000;
/** The last readings are of now and a little later: the city's figures forget what is three minutes old. */
const AHEAD_MS = 180_000;
const START = Math.floor((Date.now() + AHEAD_MS) / STEP_MS) * STEP_MS - flaggedReadings(0).length * STEP_MS;
const flagged = flaggedReadings(START);
const FOUND = 8;
/** Places at which the detector is killed: before, between and after a checkpoint, in the run before it is known and after. */
const KILLED_AT = [350, CODE_AT + 1, STUCK_FROM + 20, STUCK_FROM + 50];

/** A cold start learns nothing of a holiday, so on one the run would not be known: this is about flags, on any day. */
const DETECTOR = { CHECKPOINT_MS: '200', CITY_HOLIDAYS: 'none' };

const left: (() => Promise<unknown>)[] = [];
let harness: DetectionHarness;
let detector: OwnProcess;
let api: TestApi;
let person: Browser;
let datastream: number;
let sent = 0;

beforeAll(async () => {
  const { kafkaBrokers: brokers } = testConfig();
  const database = await createTestDatabase();
  const topics = await createTestTopics();
  harness = new DetectionHarness({ brokers, databaseUrl: database.url, prefix: topics.prefix });
  left.push(
    () => database.drop(),
    () => topics.delete(),
    () => harness.close(),
  );
  await harness.describeRoad();
  const { rows } = await harness.pool.query<{ id: number }>(
    "select id from datastream where thing_id = 't0' and property = 'speed'",
  );
  datastream = rows[0].id;
  harness.start('writer', { UPKEEP_INTERVAL_MS: '200' });
  detector = harness.start('detector', DETECTOR);
  const env = { DATABASE_URL: database.url, KAFKA_BROKERS: brokers.join(), TOPIC_PREFIX: topics.prefix };
  api = await startTestApi(env);
  left.push(() => api.stop());
  person = await api.person('analyst');
  await waitFor(async () => ((await person.get('/health/ready')).body as { kafka: string }).kafka === 'running', {
    what: 'the live reader runs',
  });
}, 90_000);

afterAll(async () => {
  for (const close of left.reverse()) await close();
}, 60_000);

/** Sends the readings before a step: the first detector's, and calm ones of the second. */
async function sendUntil(step: number): Promise<void> {
  const readings = flagged.slice(sent, step).flatMap(({ time, result }, i) => [
    { domain: 'traffic' as const, thing: 't0', time, results: { speed: result } },
    { domain: 'traffic' as const, thing: 't1', time: time + 1, results: { speed: 50 + (((sent + i) * 7) % 13) } },
  ]);
  await harness.send(readings);
  sent = step;
}

/** How many of the readings a process has done. */
const consumed = async (who: 'detector' | 'writer'): Promise<number> => {
  const { rows } = await harness.pool.query<{ consumed: number }>(
    'select coalesce(sum(consumed), 0)::int as consumed from consumer_offset where consumer like $1',
    [`%${who}`],
  );
  return rows[0].consumed;
};
const settled = () =>
  waitFor(
    async () => {
      const { rows } = await harness.pool.query('select from found_flag limit 1');
      const all = 2 * sent;
      return rows.length === 0 && (await consumed('detector')) === all && (await consumed('writer')) === all;
    },
    { what: 'all is stored and judged, and every flag has found its observation', timeout: 60_000 },
  );

const latest = async () =>
  ((await person.get('/api/datastreams/latest')).body as LatestAnswer).observations.find(
    (observation) => observation.datastream === datastream,
  );
const speedSensors = async () =>
  ((await person.get('/api/city')).body as CityAnswer).figures.find(({ property }) => property === 'speed')?.things;

test('what detectors find is stored with the observation and shown live, the same however often they are killed', async () => {
  for (const step of KILLED_AT) {
    const before = await consumed('detector');
    await sendUntil(step);
    await waitFor(async () => (await consumed('detector')) > before, {
      what: `some before ${step} is judged`,
      timeout: 60_000,
    });
    await harness.end(detector, 'SIGKILL');
    detector = harness.start('detector', DETECTOR);
  }
  await sendUntil(STUCK_UNTIL);
  await settled();
  const { rows } = await harness.pool.query<{ time: number; quality: number }>(
    `select (extract(epoch from phenomenon_time) * 1000)::float8 as time, quality from observation
     where quality <> 0 order by datastream_id, phenomenon_time`,
  );
  const run = Array.from({ length: STUCK_UNTIL - STUCK_FROM }, (_, i) => STUCK_FROM + i);
  expect(rows.map(({ time, quality }) => [(time - START) / STEP_MS, quality])).toEqual([
    [CODE_AT, QUALITY.errorCode << FOUND],
    ...run.map((step) => [step, QUALITY.stuck << FOUND]),
  ]);
  await waitFor(async () => (await latest())?.quality === QUALITY.stuck, { what: 'the live reading is flagged' });
  await waitFor(async () => (await speedSensors()) === 1, { what: 'the city is made of the other one' });
}, 180_000);

test('a reading that is good again is one, live and in the city', async () => {
  await sendUntil(flagged.length);
  await settled();
  await waitFor(async () => (await latest())?.quality === 0, { what: 'the live reading is good' });
  await waitFor(async () => (await speedSensors()) === 2, { what: 'the city is made of both' });
}, 60_000);

test('history and roll-ups leave flagged readings out, and a backtest gets what the messages said', async () => {
  const [from, to] = [START, START + flagged.length * STEP_MS];
  const good = flagged.length - 1 - (STUCK_UNTIL - STUCK_FROM);
  const raw = await person.get(`/api/datastreams/${datastream}/history?from=${from}&to=${to}&resolution=raw`);
  expect((raw.body as HistoryAnswer).readings).toBe(good);
  const minutes = await harness.pool.query<{ count: number }>(
    'select sum(count)::int as count from observation_1m where datastream_id = $1',
    [datastream],
  );
  expect(minutes.rows[0].count).toBe(good);
  const said: number[] = [];
  for await (const rows of new StoredRepository(harness.pool).readAll([datastream], from, to))
    said.push(...rows.map(([, , , quality]) => quality));
  expect(said).toEqual(Array(flagged.length).fill(0));
}, 60_000);
