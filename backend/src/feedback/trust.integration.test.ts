import { createTestDatabase, testConfig, type TestDatabase } from '@citywatch/testkit';
import { createPool, type Pool } from '@citywatch/timescale';
import { startTestApi, type Browser, type TestApi } from '../../testing/api-harness.js';
import { seedThing } from '../../testing/seed.js';
import * as answers from '../api/answers.js';
import * as trust from '../api/trust-answers.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let database: TestDatabase;
let pool: Pool;
let api: TestApi;
let operator: Browser;
let analyst: Browser;
let crew: Browser;
let number = 0;
const datastreams: Record<string, number> = {};

const environment = () => ({ DATABASE_URL: database.url, KAFKA_BROKERS: testConfig().kafkaBrokers.join() });

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 2 });
  for (const id of ['t1', 't2', 't3']) datastreams[id] = (await seedThing(pool, { id })).speed;
  datastreams.g1 = (
    await seedThing(pool, { id: 'g1', domain: 'grid', properties: ['voltage'], longitude: -87.7 })
  ).voltage;
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

interface Parts {
  readonly things?: readonly string[];
  readonly detector?: string;
  readonly domain?: string;
  readonly title?: string;
  readonly at?: number;
}

/** An incident as the correlator stores it, with one anomaly of each Thing. */
async function open(id: string, parts: Parts = {}): Promise<void> {
  const {
    things = ['t1'],
    detector = 'seasonal',
    domain = 'traffic',
    title = 'traffic-slowed',
    at = Date.now(),
  } = parts;
  await pool.query(
    `insert into incident (id, severity, title, reason, started_at, opened_at, first_mover, longitude, latitude, extent_metres, things)
     values ($1, 'minor', jsonb_build_object('code', $2::text, 'params', '{}'::jsonb), '{"code":"x","params":{}}', $3, $3, $4, -87.63, 41.88, 0, $5)`,
    [id, title, new Date(at), things[0] ?? 't1', JSON.stringify({ [domain]: things.length })],
  );
  for (const thing of things) {
    const anomaly = `a-${++number}`;
    await pool.query(
      `insert into anomaly (id, datastream_id, detector, detector_version, start_time, severity, score, observed, expected, low, high, reason, why)
       values ($1, $2, $3, 'v', $4, 'minor', 5, 20, 60, 50, 70, '{"code":"x","params":{}}',
         '{"channels":[{"channel":"time-of-day","score":5}],"rank":{"place":3,"days":28},"neighbours":null}')`,
      [anomaly, datastreams[thing], detector, new Date(at)],
    );
    await pool.query('insert into incident_member values ($1, $2, $3)', [id, anomaly, new Date(at)]);
  }
}

async function mark(id: string, verdict: string, until?: number): Promise<number> {
  const { body } = await operator.get(`/api/incidents/${id}`);
  const { revision } = answers.incidentAnswer.parse(body).incident;
  const answer = await operator.post(`/api/incidents/${id}/commands`, { command: 'mark', revision, verdict, until });
  return answer.status;
}

/** The newest threshold of each Datastream, by Thing. */
async function shifts(): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ thing: string; shift: number }>(
    `select distinct on (t.datastream_id) d.thing_id as thing, t.shift from datastream_threshold t
     join datastream d on d.id = t.datastream_id order by t.datastream_id, t.feedback_id desc`,
  );
  return Object.fromEntries(rows.map(({ thing, shift }) => [thing, shift]));
}

describe('verdicts', () => {
  test('noise raises the thresholds of what judged by rarity, useful lowers them, bounded; another verdict undoes the former', async () => {
    await open('v1', { things: ['t1', 't2'] });
    await open('v2', { things: ['t2'] });
    await open('v3', { things: ['t3'], detector: 'gap' });
    expect(await mark('v1', 'noise')).toBe(200);
    expect(await shifts()).toEqual({ t1: 0.5, t2: 0.5 });
    await mark('v2', 'noise');
    expect((await shifts()).t2).toBeCloseTo(1, 3);
    // Silence is no question of rarity.
    await mark('v3', 'noise');
    expect(await shifts()).not.toHaveProperty('t3');
    await mark('v1', 'useful');
    const after = await shifts();
    expect(after.t1).toBeCloseTo(-0.1, 3);
    expect(after.t2).toBeCloseTo(0.4, 3);
    await mark('v1', 'known work', Date.now() + HOUR);
    expect((await shifts()).t1).toBe(0);
    for (let i = 0; i < 5; i++) {
      await open(`v4-${i}`, { things: ['t1'] });
      await mark(`v4-${i}`, 'noise');
    }
    expect((await shifts()).t1).toBe(2);
  });

  test('known work is about the Things that were members when it was said, until it ends or another verdict is given', async () => {
    const until = Date.now() + HOUR;
    await open('w1', { things: ['t3'] });
    expect(await mark('w1', 'known work')).toBe(400);
    expect(await mark('w1', 'known work', until)).toBe(200);
    const { incident } = answers.incidentAnswer.parse((await operator.get('/api/incidents/w1')).body);
    expect(incident).toMatchObject({ times: { shelvedUntil: until }, feedback: { verdict: 'known work', until } });
    const { rows } = await pool.query(
      "select thing_id from known_work k join incident_feedback f on f.id = k.feedback_id where f.incident_id = 'w1'",
    );
    expect(rows).toEqual([{ thing_id: 't3' }]);
    await mark('w1', 'useful');
    const again = answers.incidentAnswer.parse((await operator.get('/api/incidents/w1')).body);
    expect(again.incident.times.shelvedUntil).toBeNull();
  });

  test('only operators and administrators give them', async () => {
    await open('x1');
    for (const person of [analyst, crew])
      expect(
        await person.post('/api/incidents/x1/commands', { command: 'mark', revision: 1, verdict: 'noise' }),
      ).toMatchObject({ status: 403 });
  });
});

describe('precision', () => {
  // A Monday's midnight in Chicago is 6:00 UTC.
  const monday = Date.UTC(2025, 10, 17, 6);

  test('counts incidents by detector, domain and the city’s weeks, with intervals', async () => {
    await open('p1', { at: monday - 1 });
    await open('p2', { at: monday, things: ['t1', 't2'] });
    await open('p3', { at: monday + DAY, things: ['g1'], domain: 'grid', detector: 'gap' });
    await open('p4', { at: monday + 2 * DAY, things: ['g1'], domain: 'grid', detector: 'rate' });
    await open('merged', { at: monday, things: [] });
    await mark('p2', 'useful');
    await mark('p3', 'noise');
    await mark('p3', 'useful');
    await mark('p4', 'noise');
    const answer = await analyst.get(`/api/precision?from=${monday - DAY}&to=${monday + 7 * DAY}`);
    const { total, byDetector, byDomain, byWeek } = trust.precision.parse(answer.body);
    expect(total).toMatchObject({ incidents: 4, useful: 2, noise: 1, knownWork: 0 });
    expect(total.precision).toBeCloseTo(2 / 3, 12);
    expect(total.low).toBeCloseTo(0.2077, 3);
    expect(byDetector).toMatchObject([
      { detector: 'seasonal', incidents: 2, useful: 1, precision: 1 },
      { detector: 'gap', incidents: 1, useful: 1 },
      { detector: 'rate', incidents: 1, noise: 1, precision: 0 },
    ]);
    expect(byDomain).toMatchObject([
      { domain: 'traffic', incidents: 2 },
      { domain: 'grid', incidents: 2, useful: 1, noise: 1 },
    ]);
    expect(byWeek).toMatchObject([
      { start: monday - 7 * DAY, incidents: 1, precision: null },
      { start: monday, incidents: 3 },
    ]);
  });

  test('operators read it too, crews do not; a range must be one, and not longer than three years', async () => {
    const ask = async (person: Browser, from: number, to: number) =>
      (await person.get(`/api/precision?from=${from}&to=${to}`)).status;
    expect(await ask(operator, 0, DAY)).toBe(200);
    expect(await ask(crew, 0, DAY)).toBe(403);
    expect(await ask(analyst, DAY, DAY)).toBe(400);
    expect(await ask(analyst, 0, 1_100 * DAY)).toBe(200);
    expect(await ask(analyst, 0, 1_100 * DAY + 1)).toBe(400);
    expect((await analyst.get('/api/precision')).status).toBe(400);
  });
});

describe('earlier incidents like one', () => {
  test('come most alike first, with what people did and not what the system did; not itself, later or merged ones', async () => {
    const now = Date.now();
    await open('s-old', { at: now - 14 * DAY, things: ['g1'], domain: 'grid', title: 'power-lost-at' });
    await open('s-air', { at: now - 9 * DAY, things: ['t3'], domain: 'traffic', title: 'traffic-unusual' });
    await open('s-last', { at: now - 7 * DAY, things: ['g1'], domain: 'grid', title: 'power-lost-at' });
    await open('s-merged', { at: now - 7 * DAY, things: [], domain: 'grid', title: 'power-lost-at' });
    await open('s-now', { at: now, things: ['g1'], domain: 'grid', title: 'power-lost-at' });
    await open('s-later', { at: now, things: ['g1'], domain: 'grid', title: 'power-lost-at' });
    await pool.query(
      `insert into incident_event (incident_id, kind, at, actor, revision) values ('s-last', 'opened', now(), 'system', 1)`,
    );
    await crew.post('/api/incidents/s-last/commands', { command: 'acknowledge', revision: 1 });
    await crew.post('/api/incidents/s-last/commands', { command: 'resolve', revision: 2, note: 'Changed fuse 3.' });
    const { similar } = trust.similarIncidents.parse((await crew.get('/api/incidents/s-now/similar')).body);
    expect(similar.slice(0, 2).map(({ incident }) => incident.id)).toEqual(['s-last', 's-old']);
    expect(similar[0].similarity).toBeGreaterThan(0.9);
    expect(similar[0].events.map(({ kind, actor, note }) => [kind, actor, note])).toEqual([
      ['acknowledged', 'Joan', null],
      ['resolved', 'Joan', 'Changed fuse 3.'],
    ]);
    const ids = similar.map(({ incident }) => incident.id);
    expect(ids).not.toEqual(expect.arrayContaining([expect.stringMatching(/^s-(now|later|merged|air)$/)]));
    expect(trust.similarIncidents.parse((await crew.get('/api/incidents/s-merged/similar')).body)).toEqual({
      similar: [],
    });
    expect((await crew.get('/api/incidents/none/similar')).status).toBe(404);
  });

  test('an incident’s anomalies say what was expected and what spoke for them', async () => {
    await open('m1', { things: ['t2', 't1'] });
    const { anomalies } = answers.anomalyList.parse((await crew.get('/api/incidents/m1/anomalies')).body);
    expect(anomalies.map(({ thing }) => thing).sort()).toEqual(['t1', 't2']);
    expect(anomalies[0]).toMatchObject({
      observed: 20,
      expected: 60,
      why: { channels: [{ channel: 'time-of-day', score: 5 }], rank: { place: 3, days: 28 }, neighbours: null },
    });
    expect((await crew.get('/api/incidents/none/anomalies')).status).toBe(404);
    await open('m2', { things: [] });
    expect((await crew.get('/api/incidents/m2/anomalies')).body).toEqual({ anomalies: [] });
  });
});
