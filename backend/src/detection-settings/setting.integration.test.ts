import { DETECTORS, type DetectionTuning } from '@citywatch/contracts';
import { DEFAULT_SETTINGS, tuningOf } from '@citywatch/detection';
import { createTestDatabase, testConfig, type TestDatabase } from '@citywatch/testkit';
import { createPool, type Pool } from '@citywatch/timescale';
import { startTestApi, type Browser, type TestApi } from '../../testing/api-harness.js';
import * as trust from '../api/trust-answers.js';

const HOUR = 3_600_000;
let database: TestDatabase;
let pool: Pool;
let api: TestApi;
let operator: Browser;
let analyst: Browser;
let crew: Browser;

const environment = () => ({ DATABASE_URL: database.url, KAFKA_BROKERS: testConfig().kafkaBrokers.join() });

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 2 });
  api = await startTestApi(environment());
  operator = await api.person('operator', 'Grace');
  analyst = await api.person('analyst', 'Ada');
  crew = await api.person('crew', 'Joan');
});
afterAll(async () => {
  await api.stop();
  await pool.end();
  await database.drop();
});

describe('detection settings', () => {
  const defaults = tuningOf(DEFAULT_SETTINGS);
  const stricter: DetectionTuning = { ...defaults, falseAlarmsPerWeek: 0.05 };
  const put = (person: Browser, body: object) => person.request('PUT', '/api/detection/settings', body);

  test('begin with the environment’s, and change by version with who, when and why', async () => {
    const before = trust.detectionSettings.parse((await operator.get('/api/detection/settings')).body);
    expect(before).toEqual({
      current: defaults,
      defaults,
      history: [{ version: 0, from: 0, actor: 'system', note: null, tuning: defaults }],
    });
    const answer = await put(analyst, {
      tuning: { ...stricter, detectors: [...stricter.detectors].reverse() },
      version: 0,
      note: 'Too many alarms.',
    });
    const after = trust.detectionSettings.parse(answer.body);
    expect(after.current).toEqual(stricter);
    expect(after.history).toMatchObject([
      { version: 1, actor: 'Ada', note: 'Too many alarms.', tuning: stricter },
      { version: 0 },
    ]);
    expect(after.history[0].from).toBeGreaterThan(Date.now() - HOUR);
  });

  test('of two who change the same version one is told', async () => {
    const both = await Promise.all(
      [1, 2].map((persistence) => put(analyst, { tuning: { ...stricter, persistence }, version: 1 })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ error: 'outdated' });
    expect((await put(analyst, { tuning: defaults, version: 99 })).status).toBe(409);
  });

  test('are refused beyond their bounds, by name; operators and crews do not change them', async () => {
    const tuned = (change: object) => put(analyst, { tuning: { ...defaults, ...change }, version: 2 });
    expect(await tuned({ falseAlarmsPerWeek: 10.1 })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('body.tuning.falseAlarmsPerWeek') as string },
    });
    expect((await tuned({ persistence: 0 })).status).toBe(400);
    expect((await tuned({ detectors: [] })).status).toBe(400);
    expect((await tuned({ detectors: ['magic'] })).status).toBe(400);
    expect((await put(operator, { tuning: defaults, version: 2 })).status).toBe(403);
    expect((await put(crew, { tuning: defaults, version: 2 })).status).toBe(403);
    expect((await crew.get('/api/detection/settings')).status).toBe(403);
  });

  test('that were saved before a detector existed let it raise; what was taken out stays out', async () => {
    const known = DETECTORS.filter((kind) => kind !== 'clock' && kind !== 'consistency');
    const tuning = { ...stricter, detectors: known.filter((kind) => kind !== 'gap') };
    const saved = { version: 3, tuning, known };
    await pool.query(
      `insert into detection_setting (version, from_time, actor, tuning, known_detectors) values ($1, now(), 'Ada', $2, $3)`,
      [saved.version, saved.tuning, saved.known],
    );
    const { current } = trust.detectionSettings.parse((await analyst.get('/api/detection/settings')).body);
    expect(current).toEqual({ ...stricter, detectors: DETECTORS.filter((kind) => kind !== 'gap') });
    const without = { ...current, detectors: current.detectors.filter((kind) => kind !== 'clock') };
    const answer = await put(analyst, { tuning: without, version: 3 });
    expect(trust.detectionSettings.parse(answer.body).current).toEqual(without);
    await pool.query('delete from detection_setting where version > 2');
  });

  test('outlive a restart, and go back to an earlier version as a new one', async () => {
    const again = await startTestApi(environment());
    const administrator = await again.person('administrator');
    const { history } = trust.detectionSettings.parse((await administrator.get('/api/detection/settings')).body);
    expect(history.map(({ version }) => version)).toEqual([2, 1, 0]);
    const back = await put(administrator, { tuning: history[2].tuning, version: 2 });
    expect(trust.detectionSettings.parse(back.body)).toMatchObject({
      current: defaults,
      history: [{ version: 3 }, { version: 2 }, { version: 1 }, { version: 0 }],
    });
    await again.stop();
  });
});
