import { QUALITY } from '@citywatch/contracts';
import { createTestDatabase, testConfig, waitFor, type TestDatabase } from '@citywatch/testkit';
import { createPool, type Pool } from '@citywatch/timescale';
import { startTestApi, type Browser, type TestApi } from '../../testing/api-harness.js';
import { seedThing } from '../../testing/seed.js';
import * as answers from '../api/answers.js';

let database: TestDatabase;
let pool: Pool;
let api: TestApi;
let person: Browser;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 2 });
  await seedThing(pool, { id: 'a', name: '<b>Halsted & 5th</b>', properties: ['speed', 'flow'] });
  await seedThing(pool, { id: 'hidden', described: false });
  api = await startTestApi({ DATABASE_URL: database.url, KAFKA_BROKERS: testConfig().kafkaBrokers.join() });
  person = await api.person('operator');
});
afterAll(async () => {
  await api.stop();
  await pool.end();
  await database.drop();
});

test('the catalogue: described Things only, gzipped or not, 304 while it is the same, new after a notification', async () => {
  const first = await person.get('/api/things');
  expect(first.headers.get('content-encoding')).toBe('gzip');
  const { version, things } = answers.catalogue.parse(first.body);
  expect(things.map(({ id, name, datastreams }) => [id, name, datastreams.map(({ property }) => property)])).toEqual([
    ['a', '<b>Halsted & 5th</b>', ['speed', 'flow']],
  ]);
  expect(first.headers.get('etag')).toBe(`"${version}"`);
  const plain = await person.get('/api/things', { 'accept-encoding': 'identity' });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(plain.body).toEqual(first.body);
  // Node's fetch adds "no-cache" to a conditional request, which asks for the whole; browsers do not.
  const ask = () => person.get('/api/things', { 'if-none-match': `"${version}"`, 'cache-control': 'max-age=0' });
  const same = await ask();
  expect([same.status, same.body]).toEqual([304, '']);

  await seedThing(pool, { id: 'b' });
  const next = await waitFor(
    async () => {
      const answer = await ask();
      return answer.status === 200 && answers.catalogue.parse(answer.body);
    },
    { what: 'the new Thing is in the catalogue' },
  );
  expect(next.things.map(({ id }) => id)).toEqual(['a', 'b']);
  expect((await person.get('/api/things/b')).body).toEqual(next.things[1]);
  expect((await person.get('/api/things/hidden')).status).toBe(404);
});

test('the city strip: median of the speeds, load of the feeder heads, without stale and doubtful readings', async () => {
  const latest = async (id: number, result: number, { age = 0, quality = 0 } = {}) =>
    pool.query(`insert into observation_latest values ($1, now() - $2::float8 * interval '1 s', $3, $4)`, [
      id,
      age,
      result,
      quality,
    ]);
  const road = async (id: string, result: number, options = {}) =>
    latest((await seedThing(pool, { id, interval: 100 })).speed, result, options);
  await road('s1', 30);
  await road('s2', 50);
  await road('s3', 80);
  await road('stale', 1, { age: 301 });
  await road('doubtful', 999, { quality: QUALITY.outOfRange });
  const power = async (id: string, parent: string | null, result: number) =>
    latest(
      (await seedThing(pool, { id, domain: 'grid', properties: ['activePower'], feeder: { id: 'F1', parent } }))
        .activePower,
      result,
    );
  await power('head-1', null, 900);
  await power('head-2', null, 100);
  await power('below', 'head-1', 400);
  const city = await waitFor(
    async () => {
      const { body } = await person.get('/api/city');
      const parsed = answers.city.parse(body);
      return parsed.figures[2].things === 2 && parsed.figures[0].things === 3 && parsed;
    },
    { what: 'the strip knows the new Things' },
  );
  expect(city.figures).toEqual([
    { property: 'speed', statistic: 'median', value: 50, low: null, high: null, things: 3 },
    { property: 'pm25', statistic: 'median', value: null, low: null, high: null, things: 0 },
    { property: 'activePower', statistic: 'sum', value: 1_000, low: null, high: null, things: 2 },
  ]);
  expect(city.incidents).toEqual({ inTenMinutes: 0, sinceMidnight: 0, anomaliesSinceMidnight: 0 });
});
