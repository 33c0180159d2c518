import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, createTestTopics, testConfig, waitFor } from '@citywatch/testkit';
import { TELEMETRY_TOPICS } from '@citywatch/contracts';
import { createProducer, type StreamProducer } from '@citywatch/stream';
import { DetectionHarness } from '../../testing/detection-harness.js';
import { IncidentRepository } from '../incidents/incident.repository.js';

const left: (() => Promise<unknown>)[] = [];
let harness: DetectionHarness;
let producer: StreamProducer;
let repository: IncidentRepository;
let topic: string;
let metricsPort: number;

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  const database = await createTestDatabase();
  const topics = await createTestTopics();
  const brokers = testConfig().kafkaBrokers;
  harness = new DetectionHarness({ brokers, databaseUrl: database.url, prefix: topics.prefix });
  producer = createProducer({ brokers, clientId: 'test' });
  repository = new IncidentRepository(harness.pool);
  topic = topics.prefix + TELEMETRY_TOPICS.traffic.name;
  left.push(
    () => database.drop(),
    () => topics.delete(),
    () => producer.close(),
    () => harness.close(),
  );
  await harness.describeRoad();
  metricsPort = await freePort();
  const silence = { GAP_GRACE_MS: '0', DETECTOR_TICK_MS: '50', INCIDENT_WAIT_QUALITY_MS: '100' };
  harness.start('detector', { ...silence, METRICS_PORT: String(metricsPort) });
  harness.start('correlator', silence);
}, 60_000);

afterAll(async () => {
  for (const close of left.reverse()) await close();
}, 60_000);

let sequence = 0;
const live = (thing: string, value?: string) => {
  const report = {
    schema: 'traffic.v1',
    thing,
    operator: 'new-operator',
    sequence: sequence++,
    phenomenonTime: new Date().toISOString(),
    results: { speed: 50 },
  };
  return producer.send([{ topic, messages: [{ key: thing, value: value ?? JSON.stringify(report) }] }]);
};
const ask = async (path: string) => {
  const answer = await fetch(`http://127.0.0.1:${metricsPort}${path}`);
  return { status: answer.status, text: await answer.text() };
};

test('a sensor that falls silent is found without any message, becomes an incident, and ends with its next report', async () => {
  await harness.pool.query("update thing set interval_seconds = 0.5 where id = 't0'");
  await live('t0');
  const [open] = await waitFor(
    async () => (await repository.openAnomalies()).length > 0 && repository.openAnomalies(),
    {
      what: 'the silence is found',
      timeout: 60_000,
    },
  );
  expect(open).toMatchObject({ thing: 't0', detector: 'gap', severity: 'info', end: null });
  const incident = await waitFor(async () => (await repository.activeIncidents())[0], { what: 'an incident opens' });
  expect(incident).toMatchObject({ severity: 'info', title: { code: 'sensor-silent' }, firstMover: 't0' });
  expect(incident.members).toMatchObject([{ anomaly: open.id, thingName: 'Detector 0' }]);
  // Often enough that it does not fall silent again before the incident has resolved itself.
  const reporting = setInterval(() => void live('t0'), 100);
  await waitFor(async () => (await repository.eventsOf(incident.id)).some(({ kind }) => kind === 'resolved'), {
    what: 'the incident resolves itself',
  });
  clearInterval(reporting);
  const events = await repository.eventsOf(incident.id);
  expect(events.find(({ kind }) => kind === 'resolved')).toMatchObject({ actor: 'system', note: '@members-cleared' });
}, 90_000);

test('a Thing that nobody described is registered and judged; what the writer refuses is left alone', async () => {
  await live('stranger');
  await live('broken', '{"schema":');
  const { rows } = await waitFor(
    async () => {
      const found = await harness.pool.query("select described from thing where id = 'stranger'");
      return found.rows.length > 0 && found;
    },
    { what: 'the Thing is registered' },
  );
  expect(rows).toEqual([{ described: false }]);
  await waitFor(async () => /citywatch_detector_messages_refused_total 1\n/.test((await ask('/metrics')).text), {
    what: 'the broken message is counted',
  });
  expect(await ask('/health/live')).toMatchObject({ status: 200 });
  expect(await ask('/health/ready')).toEqual({ status: 200, text: '{"status":"ok"}' });
  expect((await ask('/other')).status).toBe(404);
}, 60_000);

test('a command is one transaction with its event; growth is no conflict, a decision is one', async () => {
  const insert = `insert into incident (id, severity, title, reason, started_at, opened_at, first_mover, longitude, latitude, extent_metres, things)
    values ('i-1', 'major', '{"code":"x","params":{}}', '{"code":"x","params":{}}', now(), now(), 't0', 0, 0, 0, '{}')`;
  await harness.pool.query(insert);
  const event =
    "insert into incident_event (incident_id, kind, at, actor, revision) values ('i-1', $1, now(), 'system', $2)";
  await harness.pool.query(event, ['opened', 1]);
  await harness.pool.query("update incident set revision = 2 where id = 'i-1'");
  await harness.pool.query(event, ['grew', 2]);
  const before = await repository.lastSequence();
  const acknowledge = { command: 'acknowledge', revision: 1 } as const;
  const [first, second] = await Promise.all([
    repository.applyCommand('i-1', acknowledge, 'ann', Date.now()),
    repository.applyCommand('i-1', acknowledge, 'bob', Date.now()),
  ]);
  const [won, lost] = first.ok ? [first, second] : [second, first];
  expect(won).toMatchObject({ ok: true, push: { incident: { revision: 3 }, event: { kind: 'acknowledged' } } });
  expect(lost).toMatchObject({ ok: false, kind: 'conflict', code: 'outdated', incident: { revision: 3 } });
  const pushes = (await repository.eventsAfter(before, 10)).filter(({ incident }) => incident.id === 'i-1');
  expect(pushes).toMatchObject([{ event: { kind: 'acknowledged' }, incident: { revision: 3, members: [] } }]);
  expect(await repository.applyCommand('i-2', acknowledge, 'ann', Date.now())).toMatchObject({ kind: 'unknown' });
});

test('lists by state and page, newest first', async () => {
  const all = { state: 'all', from: null, to: null, before: null } as const;
  const everything = await repository.listIncidents({ ...all, limit: 10 });
  expect(everything.next).toBeNull();
  const pages: number[] = [];
  for (let before: number | null = null, more = true; more;) {
    const page: Awaited<ReturnType<IncidentRepository['listIncidents']>> = await repository.listIncidents({
      ...all,
      before,
      limit: 1,
    });
    pages.push(...page.incidents.map(({ number }) => number));
    before = page.next;
    more = before !== null;
  }
  expect(pages).toEqual(everything.incidents.map(({ number }) => number));
  const [active, over] = await Promise.all(
    (['active', 'over'] as const).map((state) => repository.listIncidents({ ...all, state, limit: 10 })),
  );
  expect(active.incidents.map(({ id }) => id)).toEqual(['i-1']);
  expect(over.incidents.length).toBe(everything.incidents.length - 1);
});
