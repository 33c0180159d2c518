import { REPLAYED_HEADER, TELEMETRY_TOPICS, type QuarantineEntry } from '@citywatch/contracts';
import { createReader, type StreamConsumer, type StreamMessage } from '@citywatch/stream';
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
import * as answers from '../api/answers.js';

const { kafkaBrokers } = testConfig();
let database: TestDatabase;
let topics: TestTopics;
let pool: Pool;
let api: TestApi;
let admin: Browser;
let reader: StreamConsumer;
const sent: StreamMessage[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  topics = await createTestTopics();
  pool = createPool({ url: database.url, max: 1 });
  const topic = topics.name(TELEMETRY_TOPICS.grid);
  await pool.query(
    `insert into quarantine (topic, partition, message_offset, key, value, headers, code, detail, received_at)
     select $1, 0, i, 'key', case i when 3 then '\\xfffe'::bytea else convert_to('{"bad":' || i || '}', 'UTF8') end, '{"trace":"7"}',
       'unknown-field', 'bad', '2026-11-25T12:00:00Z' from generate_series(1, 3) i`,
    [topic],
  );
  await pool.query(
    `insert into consumer_offset (consumer, topic, partition, next_offset, consumed, stored, quarantined)
     values ('mine.writer', $1, 0, 0, 5, 2, 3), ('mine.writer', $1, 1, 0, 1, 1, 0), ('other.writer', $1, 0, 0, 9, 9, 0),
       ('mine.correlator', 'anomaly_event', 0, 2, 1, 1, 0)`,
    [topic],
  );
  reader = createReader({
    config: { brokers: kafkaBrokers, clientId: 'quarantine-test' },
    topics: [topic],
    from: 'beginning',
    eachBatch: ({ messages }) => {
      sent.push(...messages);
      return Promise.resolve();
    },
  });
  await reader.start();
  api = await startTestApi({
    DATABASE_URL: database.url,
    KAFKA_BROKERS: kafkaBrokers.join(),
    TOPIC_PREFIX: topics.prefix,
    GROUP_PREFIX: 'mine.',
  });
  admin = await api.person('administrator');
});
afterAll(async () => {
  await api.stop();
  await reader.stop();
  await pool.end();
  await topics.delete();
  await database.drop();
});

test('lists newest first, page by page, bytes that are no text as base64', async () => {
  const page = answers.quarantine.parse((await admin.get('/api/quarantine?limit=2')).body);
  expect(page).toMatchObject({
    total: 3,
    entries: [
      { offset: '3', value: '//4=' },
      { offset: '2', value: '{"bad":2}', key: 'key' },
    ],
  });
  const rest = answers.quarantine.parse((await admin.get(`/api/quarantine?limit=2&before=${page.next}`)).body);
  expect(rest).toMatchObject({ entries: [{ offset: '1' }], next: null });
});

test('sends a message again as it was, once, however often and by however many it is asked', async () => {
  const { entries } = answers.quarantine.parse((await admin.get('/api/quarantine')).body);
  const id = entries[0].id;
  const replay = async () => (await admin.post(`/api/quarantine/${id}/replay`)).body as QuarantineEntry;
  const marks = [...(await Promise.all([replay(), replay()])), await replay()].map(({ replayedAt }) => replayedAt);
  expect(new Set(marks).size).toBe(1);
  expect(marks[0]).toEqual(expect.any(Number));
  await waitFor(() => sent.length > 0, { what: 'the message is in Kafka again' });
  await admin.post(`/api/quarantine/${entries[1].id}/replay`);
  await waitFor(() => sent.length > 1, { what: 'the next one too' });
  expect(sent).toHaveLength(2);
  expect(sent[0]).toMatchObject({
    key: Buffer.from('key'),
    value: Buffer.of(0xff, 0xfe),
    timestamp: Date.parse('2026-11-25T12:00:00Z'),
    headers: { trace: '7', [REPLAYED_HEADER]: String(id) },
  });
});

test('the pipeline: accounts summed over partitions, lag from Kafka, what waits in quarantine', async () => {
  await pool.query(`
    insert into operator (id, name) values ('city', 'City');
    insert into thing (id, operator_id, domain, name, interval_seconds, described) values ('t', 'city', 'grid', 'T', 60, true);
    insert into datastream (thing_id, property, unit) values ('t', 'voltage', 'V');
    insert into anomaly (id, datastream_id, detector, detector_version, start_time, severity, score, reason)
      select 'a', id, 'gap', 'gap-1', now(), 'minor', 1, '{"code":"silent","params":{}}' from datastream;
    insert into anomaly_event (anomaly_id, kind, at, severity)
      values ('a', 'raised', now(), 'minor'), ('a', 'updated', now(), 'minor'), ('a', 'cleared', now(), 'minor')`);
  const pipeline = answers.pipeline.parse((await admin.get('/api/health/pipeline')).body);
  expect(pipeline).toMatchObject({
    consumers: [
      { name: 'correlator', consumed: 1, lag: 2 },
      { name: 'writer', consumed: 6, stored: 3, duplicate: 0, quarantined: 3, lag: 2 },
    ],
    off: [],
    quarantine: { total: 3, waiting: 1 },
  });
  expect(pipeline.database.bytes).toBeGreaterThan(1_000_000);
});

test('the pipeline names what a setting switches off', async () => {
  const other = await startTestApi({ DATABASE_URL: database.url, KAFKA_BROKERS: kafkaBrokers.join(), PEERS: 'off' });
  const somebody = await other.person('administrator', 'Mary');
  expect(answers.pipeline.parse((await somebody.get('/api/health/pipeline')).body).off).toEqual(['peers']);
  await other.stop();
});
