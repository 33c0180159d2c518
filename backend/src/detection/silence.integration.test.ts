import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, createTestTopics, testConfig, waitFor } from '@citywatch/testkit';
import { TELEMETRY_TOPICS } from '@citywatch/contracts';
import { createProducer, type StreamProducer } from '@citywatch/stream';
import { DetectionHarness } from '../../testing/detection-harness.js';
import { IncidentRepository } from '../incidents/incident.repository.js';

const INTERVAL_MS = 500;
const GRACE_MS = 2_000;
/** The clock finds silence after 2.5 intervals and the grace, two reports tell of it after the grace once more: this is between. */
const PAUSE_MS = 2.5 * INTERVAL_MS + 1.5 * GRACE_MS;

const left: (() => Promise<unknown>)[] = [];
let harness: DetectionHarness;
let producer: StreamProducer;
let topic: string;

beforeAll(async () => {
  const database = await createTestDatabase();
  const topics = await createTestTopics();
  const brokers = testConfig().kafkaBrokers;
  harness = new DetectionHarness({ brokers, databaseUrl: database.url, prefix: topics.prefix });
  producer = createProducer({ brokers, clientId: 'test' });
  topic = topics.prefix + TELEMETRY_TOPICS.traffic.name;
  left.push(
    () => database.drop(),
    () => topics.delete(),
    () => producer.close(),
    () => harness.close(),
  );
  await harness.describeRoad();
  await harness.pool.query("update thing set interval_seconds = $1 where id = 't0'", [INTERVAL_MS / 1_000]);
}, 60_000);

afterAll(async () => {
  for (const close of left.reverse()) await close();
}, 60_000);

const report = (time: number) => ({
  schema: 'traffic.v1',
  thing: 't0',
  operator: 'op',
  sequence: time,
  phenomenonTime: new Date(time).toISOString(),
  results: { speed: 50 },
});
const send = (time: number) =>
  producer.send([{ topic, messages: [{ key: 't0', value: JSON.stringify(report(time)) }] }]);

test('a silence that was found by the clock ends with the next report, though its detector was killed before it saved', async () => {
  const repository = new IncidentRepository(harness.pool);
  const settings = { GAP_GRACE_MS: String(GRACE_MS), DETECTOR_TICK_MS: '50' };
  const killed = harness.start('detector', { ...settings, CHECKPOINT_MS: '600000' });
  const first = Date.now();
  await send(first);
  const [silence] = await waitFor(
    async () => {
      const open = await repository.openAnomalies();
      return open.length > 0 && open;
    },
    { what: 'the silence is found', timeout: 60_000 },
  );
  expect(silence).toMatchObject({ thing: 't0', detector: 'gap', end: null });
  await harness.end(killed, 'SIGKILL');
  await send(first + PAUSE_MS);
  harness.start('detector', settings);
  const ended = async () => {
    const { rows } = await harness.pool.query<{ end: Date | null }>(
      'select end_time as end from anomaly where id = $1',
      [silence.id],
    );
    return rows[0].end;
  };
  const end = await waitFor(ended, { what: 'the silence ends', timeout: 60_000 });
  expect(end.getTime()).toBe(first + PAUSE_MS);
}, 150_000);
