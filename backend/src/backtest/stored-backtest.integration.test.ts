import { jest } from '@jest/globals';
import type { BacktestAnswer, DetectionTuning } from '@citywatch/contracts';
import { DEFAULT_SETTINGS, tuningOf, withTuning, zoneOffset } from '@citywatch/detection';
import { createTestDatabase, testConfig, waitFor, type TestDatabase } from '@citywatch/testkit';
import { createPool, type Pool } from '@citywatch/timescale';
import { startTestApi, type Browser, type TestApi } from '../../testing/api-harness.js';
import { DAY_MS, leastDip, metadata, moderate, queue, roadReports } from '../../testing/borderline.js';
import { seedReadings, seedThing } from '../../testing/seed.js';
import * as trust from '../api/trust-answers.js';
import { Side } from './backtest-side.js';

const START = Date.UTC(2026, 2, 2, 6);
const END = START + 10 * DAY_MS;
const strict: DetectionTuning = { ...tuningOf(DEFAULT_SETTINGS), falseAlarmsPerWeek: 0.001 };
const base = { ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago') };

/** Incidents that a setting finds on the last two of the days. */
function incidentsWith(tuning: DetectionTuning, by: number): number {
  const side = new Side({ detection: withTuning(base, tuning) }, START + 8 * DAY_MS);
  for (const thing of metadata) side.describe(thing);
  for (const report of roadReports(START, 10, [moderate(by), queue()])) side.judge(report);
  return side.end().incidents.length;
}

let database: TestDatabase;
let pool: Pool;
let api: TestApi;
let ada: Browser;
let bob: Browser;

const startApi = (more: Record<string, string> = {}) =>
  startTestApi({ DATABASE_URL: database.url, KAFKA_BROKERS: testConfig().kafkaBrokers.join(), ...more });

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 2 });
  const dip = leastDip((by) => incidentsWith(tuningOf(base), by) === 2 && incidentsWith(strict, by) === 1);
  const readings = new Map<string, [number, number][]>(metadata.map(({ thing }) => [thing, []]));
  for (const { thing, phenomenonTime, results } of roadReports(START, 10, [moderate(dip), queue()]))
    readings.get(thing)?.push([phenomenonTime, results[0]]);
  for (const { thing, name, longitude, latitude, interval, road } of metadata) {
    const { speed } = await seedThing(pool, { id: thing, name, longitude, latitude, interval });
    await pool.query('update thing set road = $2 where id = $1', [thing, JSON.stringify(road)]);
    await seedReadings(pool, speed, readings.get(thing) ?? []);
  }
  api = await startApi({ BACKTEST_MAX_WAITING: '2' });
  ada = await api.person('analyst', 'Ada');
  bob = await api.person('analyst', 'Bob');
}, 120_000);
afterAll(async () => {
  await api.stop();
  await pool.end();
  await database.drop();
});

// A backtest gives way to everything else on the machine.
jest.setTimeout(240_000);

const request = { from: START + 8 * DAY_MS, to: END, tuning: strict };
const start = (person: Browser, body: object = request) => person.post('/api/backtests', body);

async function finished(person: Browser, answer: { body: unknown }): Promise<BacktestAnswer> {
  const { id } = trust.backtest.parse(answer.body);
  return waitFor(
    async () => {
      const now = trust.backtest.parse((await person.get(`/api/backtests/${id}`)).body);
      return now.state !== 'running' && now;
    },
    { what: 'the backtest is over', timeout: 120_000 },
  );
}

test('a stricter setting is run beside the one in force, and the difference is told; then it can be applied', async () => {
  const answer = await start(ada);
  expect(answer).toMatchObject({ status: 202, body: { state: 'running', progress: 0, result: null, error: null } });
  const { state, progress, error, result } = await finished(ada, answer);
  expect([state, progress, error]).toEqual(['done', 1, null]);
  expect(result).toMatchObject({ things: 3, observations: 2 * 3 * 288, learntMs: 7 * DAY_MS, wantedMs: 7 * DAY_MS });
  const sum = (counts: object | undefined) => Object.values(counts ?? {}).reduce((a: number, b: number) => a + b, 0);
  expect([sum(result?.current.incidents), sum(result?.changed.incidents)]).toEqual([2, 1]);
  expect(result?.found).toEqual({ onlyCurrent: 1, onlyChanged: 0, both: 1 });
  expect(result?.onlyCurrent).toMatchObject([{ things: 1 }]);
  expect(result?.both).toMatchObject([{ severity: 'major', things: 3, title: { code: 'traffic-slowed' } }]);
  const settings = await ada.request('PUT', '/api/detection/settings', {
    tuning: strict,
    version: 0,
    note: 'After a backtest.',
  });
  expect(trust.detectionSettings.parse(settings.body).current).toEqual(strict);
  const same = await finished(ada, await start(ada));
  expect(same.result?.found).toEqual({ onlyCurrent: 0, onlyChanged: 0, both: 1 });
});

test('with less history before the range it says so; other domains have nothing to judge', async () => {
  const early = await finished(ada, await start(ada, { ...request, from: START + 2 * DAY_MS }));
  expect(early.result).toMatchObject({ learntMs: 2 * DAY_MS, wantedMs: 7 * DAY_MS });
  const grid = await finished(ada, await start(ada, { ...request, domains: ['grid'] }));
  expect(grid).toMatchObject({
    state: 'failed',
    result: null,
    error: expect.stringContaining('no observations are stored') as string,
  });
});

test('a range that cannot be is refused, by name', async () => {
  const refused = async (change: object) => {
    const { status, body } = await start(ada, { ...request, ...change });
    return [status, (body as { detail: string }).detail.split(':')[0]];
  };
  expect(await refused({ from: END })).toEqual([400, 'body.from']);
  expect(await refused({ to: Date.now() + DAY_MS })).toEqual([400, 'body.to']);
  expect(await refused({ from: END - 14 * DAY_MS - 1 })).toEqual([400, 'body.to']);
  expect(await refused({ tuning: { ...strict, persistence: 21 } })).toEqual([400, 'body.tuning.persistence']);
  expect(await refused({ domains: [] })).toEqual([400, 'body.domains']);
  const longest = await start(ada, { ...request, from: END - 14 * DAY_MS });
  expect(longest.status).toBe(202);
  expect((await finished(ada, longest)).state).toBe('done');
});

test('each person has one, all together so many; who is not its owner does not end it', async () => {
  const carl = await api.person('analyst', 'Carl');
  const [first, second] = [await start(ada), await start(bob)];
  expect([first.status, second.status]).toEqual([202, 202]);
  expect(await start(ada)).toMatchObject({ status: 409, body: { error: 'busy' } });
  const full = await start(carl);
  expect(full).toMatchObject({ status: 429, body: { error: 'queue-full' } });
  expect(full.headers.get('retry-after')).toBe('60');
  const { id } = trust.backtest.parse(second.body);
  const listed = trust.backtestList.parse((await bob.get('/api/backtests')).body);
  expect(listed.backtests).toMatchObject([{ id, state: 'running' }]);
  expect((await carl.get('/api/backtests')).body).toEqual({ backtests: [] });
  expect((await carl.request('DELETE', `/api/backtests/${id}`)).status).toBe(403);
  expect((await bob.request('DELETE', `/api/backtests/${id}`)).status).toBe(204);
  expect((await bob.get(`/api/backtests/${id}`)).status).toBe(404);
  expect((await bob.request('DELETE', `/api/backtests/${id}`)).status).toBe(404);
  expect((await finished(ada, first)).state).toBe('done');
  const own = trust.backtestList.parse((await ada.get('/api/backtests')).body);
  expect(own.backtests[0]).toMatchObject({ id: trust.backtest.parse(first.body).id, state: 'done', progress: 1 });
});

test('one that runs is cancelled at once, and the next one begins', async () => {
  const first = trust.backtest.parse((await start(ada)).body);
  const second = await start(bob);
  const administrator = await api.person('administrator');
  expect((await administrator.request('DELETE', `/api/backtests/${first.id}`)).status).toBe(204);
  expect((await finished(bob, second)).state).toBe('done');
  expect((await finished(ada, await start(ada))).state).toBe('done');
});

test('one that would read too much, or whose server stops, ends with a word', async () => {
  const other = await startApi({ BACKTEST_MAX_OBSERVATIONS: '1000' });
  const dora = await other.person('analyst', 'Dora');
  const tooMuch = await finished(dora, await start(dora));
  expect(tooMuch).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('BACKTEST_MAX_OBSERVATIONS') as string,
  });
  const { id } = trust.backtest.parse((await start(dora)).body);
  await other.stop();
  const stopped = trust.backtest.parse((await ada.get(`/api/backtests/${id}`)).body);
  expect(stopped.state).toBe('failed');
  await pool.query(
    "insert into backtest (id, actor, request, seen_at) values ('lost', 'Ada', $1, now() - interval '31 seconds')",
    [JSON.stringify(request)],
  );
  expect((await ada.get('/api/backtests/lost')).body).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('has ended') as string,
  });
  expect((await finished(ada, await start(ada))).state).toBe('done');
});
