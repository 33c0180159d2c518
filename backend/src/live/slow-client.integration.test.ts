import {
  createTestDatabase,
  createTestTopics,
  testConfig,
  waitFor,
  type TestDatabase,
  type TestTopics,
} from '@citywatch/testkit';
import { createPool } from '@citywatch/timescale';
import { startTestApi, type TestApi } from '../../testing/api-harness.js';

const { kafkaBrokers } = testConfig();
const CITY = [-88, 41, -87, 42] as const;
let database: TestDatabase;
let topics: TestTopics;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  topics = await createTestTopics();
  const pool = createPool({ url: database.url, max: 1 });
  await pool.query(`
    insert into operator (id, name) values ('city', 'City');
    insert into thing (id, operator_id, domain, name, longitude, latitude, interval_seconds, described)
      select 't' || i, 'city', 'traffic', 'T', -87.6, 41.9, 60, true from generate_series(1, 5000) i;
    insert into datastream (thing_id, property, unit) select id, 'speed', 'km/h' from thing;
    insert into observation_latest select id, now(), 50, 0 from datastream`);
  await pool.end();
  api = await startTestApi({
    DATABASE_URL: database.url,
    KAFKA_BROKERS: kafkaBrokers.join(),
    TOPIC_PREFIX: topics.prefix,
    LIVE_SLOW_MS: '1500',
    LIVE_MAX_REQUESTS: '100000',
  });
});
afterAll(async () => {
  await api.stop();
  await topics.delete();
  await database.drop();
});

test('a client that does not read is told that it is conflated, then closed, and harms nobody', async () => {
  const admin = await api.person('administrator');
  await waitFor(
    async () =>
      ((await admin.get('/api/datastreams/latest')).body as { observations?: unknown[] }).observations?.length ===
      5_000,
    {
      what: 'the readings are there',
    },
  );
  const metric = async (name: string) =>
    Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(String((await admin.get('/metrics')).body))?.[1] ?? NaN);
  const [slow, quick] = [await admin.live(), await admin.live()];
  slow.socket.pause();
  // Snapshots of 65 kB fill what the kernel buffers for it, and then the server's own buffer.
  let asked = 0;
  await waitFor(
    async () => {
      for (let i = 0; i < 20; i++) slow.send({ type: 'subscribe', id: ++asked, bounds: CITY, properties: ['speed'] });
      return (await metric('citywatch_live_skipped_total')) > 0;
    },
    { what: 'the slow client misses a tick' },
  );
  quick.send({ type: 'subscribe', id: 1, bounds: CITY, properties: ['speed'] });
  expect((await quick.next('frame')).datastreams).toHaveLength(5_000);
  await waitFor(async () => (await metric('citywatch_live_closed_slow_total')) === 1, {
    what: 'the slow client is closed',
  });

  slow.socket.resume();
  expect(await slow.close()).toEqual({ code: 4008, reason: 'too slow' });
  const told = slow.received.flatMap((message) => (message.type === 'conflated' ? [message.everyNthTick] : []));
  expect(told.slice(0, 3)).toEqual([2, 4, 8]);
  expect(quick.closed).toBeNull();
  quick.socket.terminate();
});
