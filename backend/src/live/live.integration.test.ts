import {
  FRAME_DELTA,
  FRAME_SNAPSHOT,
  REFERENCE_TIME_HEADER,
  TELEMETRY_TOPICS,
  type ReportMessage,
} from '@citywatch/contracts';
import { createProducer, type StreamProducer } from '@citywatch/stream';
import {
  createTestDatabase,
  createTestTopics,
  testConfig,
  waitFor,
  type TestDatabase,
  type TestTopics,
} from '@citywatch/testkit';
import { createPool, type Pool } from '@citywatch/timescale';
import { startTestApi, type Browser, type TestApi } from '../../testing/api-harness.js';
import type { LiveSocket } from '../../testing/live-socket.js';
import { seedThing } from '../../testing/seed.js';

const CITY = [-88, 41, -87, 42] as const;
const { kafkaBrokers } = testConfig();
let database: TestDatabase;
let topics: TestTopics;
let pool: Pool;
let api: TestApi;
let producer: StreamProducer;
let person: Browser;
let west: number;
let east: number;
let flow: number;
const sockets: LiveSocket[] = [];
const base = Math.floor(Date.now() / 1_000) * 1_000 - 60_000;

beforeAll(async () => {
  database = await createTestDatabase();
  topics = await createTestTopics();
  pool = createPool({ url: database.url, max: 2 });
  producer = createProducer({ brokers: kafkaBrokers, clientId: 'live-test' });
  ({ speed: west, flow } = await seedThing(pool, { id: 'west', longitude: -87.8, properties: ['speed', 'flow'] }));
  ({ speed: east } = await seedThing(pool, { id: 'east', longitude: -87.2 }));
  await pool.query(`insert into observation_latest values ($1, $2, 33, 0)`, [west, new Date(base)]);
  api = await startTestApi({
    DATABASE_URL: database.url,
    KAFKA_BROKERS: kafkaBrokers.join(),
    TOPIC_PREFIX: topics.prefix,
    LIVE_MAX_CLIENTS: '5',
    LIVE_RESUME_EVENTS: '3',
    LIVE_MAX_REQUESTS: '50',
  });
  person = await api.person('operator');
  await waitFor(async () => ((await person.get('/health/ready')).body as { kafka: string }).kafka === 'running', {
    what: 'the live reader runs',
  });
  await waitFor(async () => (await latest()).length === 1, { what: 'the stored reading is in the live state' });
});
afterEach(() => sockets.splice(0).forEach(({ socket }) => socket.terminate()));
afterAll(async () => {
  await api.stop();
  await producer.close();
  await pool.end();
  await topics.delete();
  await database.drop();
});

async function latest() {
  const { body } = await person.get('/api/datastreams/latest');
  return (body as { observations?: { datastream: number; result: number }[] }).observations ?? [];
}

async function open(): Promise<LiveSocket> {
  const socket = await person.live();
  sockets.push(socket);
  await socket.next('welcome');
  return socket;
}

function publish(
  thing: string,
  at: number,
  results: Record<string, number>,
  headers?: Record<string, string>,
): Promise<void> {
  const message: ReportMessage = {
    schema: 'traffic.v1',
    thing,
    operator: 'city',
    sequence: 1,
    phenomenonTime: new Date(at).toISOString(),
    results,
  };
  return producer.send([
    {
      topic: topics.name(TELEMETRY_TOPICS.traffic),
      messages: [{ key: thing, value: JSON.stringify(message), headers }],
    },
  ]);
}

const rows = (frame: { datastreams: Uint32Array; results: Float32Array; offsets: Int32Array; serverTime: number }) =>
  [...frame.datastreams].map((id, i) => [id, frame.results[i], frame.offsets[i] + frame.serverTime]);

test('subscribe: the snapshot, then deltas with rising sequence of what is in view, and nothing else', async () => {
  const socket = await open();
  socket.send({ type: 'subscribe', id: 7, bounds: [-88, 41, -87.5, 42], properties: ['speed'] });
  const snapshot = await socket.next('frame');
  expect(snapshot).toMatchObject({ kind: FRAME_SNAPSHOT, subscription: 7, sequence: 0 });
  expect(rows(snapshot)).toEqual([[west, 33, base]]);

  await publish('east', base + 1_000, { speed: 10 });
  await publish('west', base + 1_000, { speed: 44, flow: 900 });
  const first = await socket.next('frame');
  expect(first).toMatchObject({ kind: FRAME_DELTA, subscription: 7, sequence: 1 });
  expect(rows(first)).toEqual([[west, 44, base + 1_000]]);

  await publish('west', base + 2_000, { speed: 300 });
  const second = await socket.next('frame');
  expect(second).toMatchObject({ sequence: 2 });
  expect([...second.qualities]).toEqual([1]);

  socket.send({ type: 'subscribe', id: 8, bounds: CITY, properties: ['speed', 'flow'] });
  const wider = await socket.next('frame', ({ subscription }) => subscription === 8);
  expect(wider.sequence).toBe(0);
  expect(
    rows(wider)
      .map(([id]) => id)
      .sort(),
  ).toEqual([west, flow, east].sort());
});

test('a replay of the past and a late report do not move the live map', async () => {
  await publish('east', base + 5_000, { speed: 55 });
  await waitFor(async () => (await latest()).some(({ result }) => result === 55), {
    what: 'the newest reading arrived',
  });
  await publish(
    'east',
    base - 3_600_000,
    { speed: 1 },
    { [REFERENCE_TIME_HEADER]: new Date(base - 3_600_000).toISOString() },
  );
  await publish('east', base + 4_000, { speed: 2 });
  await publish('east', base + 6_000, { speed: 56 });
  await waitFor(async () => (await latest()).some(({ result }) => result === 56), { what: 'the next reading arrived' });
  expect((await latest()).filter(({ datastream }) => datastream === east).map(({ result }) => result)).toEqual([56]);
});

test('a Thing that appears is told of, and its readings follow', async () => {
  const socket = await open();
  socket.send({ type: 'subscribe', id: 1, bounds: CITY, properties: ['speed'] });
  await socket.next('frame');
  const { speed } = await seedThing(pool, { id: 'newcomer' });
  const { version } = await socket.next('catalogue');
  expect((await person.get('/api/things')).body).toMatchObject({ version });
  await publish('newcomer', base, { speed: 12 });
  await socket.next('frame', (frame) => rows(frame).some(([id, result]) => id === speed && result === 12));
});

test('anomalies: those open in view first, then what is raised and cleared', async () => {
  const insert = (id: string, datastream: number, end: string | null) =>
    pool.query(
      `with a as (insert into anomaly (id, datastream_id, detector, detector_version, start_time, end_time, severity, score, reason)
         values ($1, $2, 'stuck', 'stuck-1', now(), $3::timestamptz, 'minor', 3, '{"code":"stuck","params":{}}')
         on conflict (id) do update set end_time = excluded.end_time returning id)
       insert into anomaly_event (anomaly_id, kind, at, severity)
       select id, case when $3 is null then 'raised' else 'cleared' end, now(), 'minor' from a`,
      [id, datastream, end],
    );
  await insert('open-east', east, null);
  await insert('open-west', west, null);
  const socket = await open();
  const subscribe = async (id: number) => {
    socket.send({ type: 'subscribe', id, bounds: [-88, 41, -87.5, 42], properties: ['speed'] });
    return socket.next('anomalies', ({ complete }) => complete);
  };
  await waitFor(async () => (await subscribe(1)).open.some(({ id }) => id === 'open-west'), {
    what: 'the open anomaly is told',
  });
  expect((await subscribe(2)).open.map(({ id }) => id)).toEqual(['open-west']);

  await insert('another', west, null);
  await pool.query('notify anomaly_event');
  await socket.next('anomalies', ({ complete, open }) => !complete && open.some(({ id }) => id === 'another'));
  await insert('another', west, '2026-01-01T00:00:00Z');
  await socket.next('anomalies', ({ complete, cleared }) => !complete && cleared.includes('another'));
});

async function incidentEvent(incident: string, kind: string): Promise<number> {
  const { rows } = await pool.query<{ sequence: string }>(
    `with i as (insert into incident (id, severity, title, reason, started_at, opened_at, first_mover, longitude, latitude, extent_metres, things)
       values ($1, 'major', '{"code":"x","params":{}}', '{"code":"x","params":{}}', now(), now(), 'west', -87.8, 41.9, 0, '{}')
       on conflict (id) do update set revision = incident.revision + 1 returning id, revision)
     insert into incident_event (incident_id, kind, at, actor, revision) select id, $2, now(), 'system', revision from i returning sequence`,
    [incident, kind],
  );
  await pool.query(`select pg_notify('incident_event', $1)`, [rows[0].sequence]);
  return Number(rows[0].sequence);
}

test('incidents: all active ones first, then every event in order, and resumption without a hole', async () => {
  const first = await incidentEvent('inc-1', 'opened');
  const socket = await open();
  socket.send({ type: 'incidents', after: null });
  const all = await socket.next('incidents');
  expect(all).toMatchObject({
    complete: true,
    sequence: first,
    pushes: [],
    incidents: [{ id: 'inc-1', severity: 'major' }],
  });
  const second = await incidentEvent('inc-1', 'grew');
  const third = await incidentEvent('inc-2', 'opened');
  expect(await socket.next('incident')).toMatchObject({ sequence: second, event: { kind: 'grew', incident: 'inc-1' } });
  expect(await socket.next('incident')).toMatchObject({ sequence: third, incident: { id: 'inc-2' } });

  const later = await open();
  later.send({ type: 'incidents', after: first });
  expect(await later.next('incidents')).toMatchObject({
    complete: false,
    incidents: [],
    sequence: third,
    pushes: [{ sequence: second }, { sequence: third }],
  });
  const fourth = await incidentEvent('inc-2', 'acknowledged');
  expect(await later.next('incident')).toMatchObject({ sequence: fourth });

  // Four events behind, three are kept: everything anew. So also after a number that was never given.
  await incidentEvent('inc-2', 'changed');
  for (const after of [first, 1_000_000]) {
    later.send({ type: 'incidents', after });
    expect(await later.next('incidents')).toMatchObject({
      complete: true,
      incidents: [{ id: 'inc-1' }, { id: 'inc-2' }],
    });
  }
});

test('an event whose notification is lost comes with the poll', async () => {
  const socket = await open();
  socket.send({ type: 'incidents', after: null });
  const { sequence } = await socket.next('incidents');
  await pool.query(
    `insert into incident_event (incident_id, kind, at, actor, revision) values ('inc-1', 'closed', now(), 'system', 9)`,
  );
  expect((await socket.next('incident')).sequence).toBeGreaterThan(sequence);
});

test.each([
  ['no JSON', '{'],
  ['an unknown type', JSON.stringify({ type: 'dance' })],
  ['an unknown property', JSON.stringify({ type: 'subscribe', id: 1, bounds: CITY, properties: ['mood'] })],
  ['bounds inside out', JSON.stringify({ type: 'subscribe', id: 1, bounds: [1, 0, 0, 1], properties: [] })],
])('%s is refused with a reason, and the socket closed', async (_, text) => {
  const socket = await open();
  socket.socket.send(text);
  expect(await socket.next('error')).toMatchObject({ code: 'bad-message' });
  expect(await socket.close()).toMatchObject({ code: 4400 });
});

test('a message above the limit, a binary one and too many end the socket', async () => {
  const large = await open();
  large.socket.send('x'.repeat(65_537));
  expect(await large.close()).toMatchObject({ code: 1009 });
  const binary = await open();
  binary.socket.send(Buffer.from('{"type":"ping","at":1}'));
  expect(await binary.close()).toMatchObject({ code: 4400 });
  const eager = await open();
  for (let i = 0; i <= 50; i++) eager.send({ type: 'ping', at: i });
  expect(await eager.next('error')).toMatchObject({ code: 'too-many-messages' });
  expect(eager.received.filter(({ type }) => type === 'pong')).toHaveLength(50);
});

test('one client more than the limit is told to come again', async () => {
  await waitFor(
    async () => !String((await (await api.person('administrator')).get('/metrics')).body).match(/live_clients [1-9]/),
    {
      what: 'earlier sockets are gone',
    },
  );
  for (let i = 0; i < 5; i++) await open();
  await expect(person.live()).rejects.toThrow('503');
});

test('signing out closes the sockets of that session only', async () => {
  const [mine, other] = [await open(), await (await api.person('crew')).live()];
  sockets.push(other);
  const leaving = await api.person('crew');
  const gone = await leaving.live();
  await leaving.request('DELETE', '/api/session');
  expect(await gone.close()).toMatchObject({ code: 4401 });
  mine.send({ type: 'ping', at: 5 });
  expect(await mine.next('pong')).toMatchObject({ at: 5 });
  expect(other.closed).toBeNull();
});
