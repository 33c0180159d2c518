import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RESIDUALS_TOPIC } from '@citywatch/contracts';
import { DEFAULT_SETTINGS, zoneOffset } from '@citywatch/detection';
import { createProducer, ensureTopics, type StreamMessage, type StreamProducer } from '@citywatch/stream';
import { createTestDatabase, createTestTopics, testConfig, waitFor } from '@citywatch/testkit';
import { DetectionHarness, type OwnProcess } from '../../testing/detection-harness.js';
import { leastOff, SAID, twiceOff } from '../../testing/twice-off.js';
import { DetectionChanges } from '../detection/detection-changes.js';
import { IncidentRepository } from '../incidents/incident.repository.js';
import { HeldResiduals, readResiduals } from './held-residuals.js';
import { PeersRepository } from './peers.repository.js';

const START = Math.floor(Date.now() / 300_000) * 300_000 - 17 * 3_600_000;
const left: (() => Promise<unknown>)[] = [];
let harness: DetectionHarness;
let producer: StreamProducer;
let topic: string;
let peers: OwnProcess;
let log: StreamMessage[];

/** Doubts that the pure parts raise where nobody says anything. */
function doubts(rows: Awaited<ReturnType<PeersRepository['loadDatastreams']>>, messages: StreamMessage[]): number {
  const changes = new DetectionChanges({ ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago') });
  const held = new HeldResiduals(changes, [], new Map(), null, 0);
  held.describe([], rows);
  return held.take(readResiduals(messages)).changes.filter(({ kind }) => kind === 'raised').length;
}

beforeAll(async () => {
  const { kafkaBrokers: brokers } = testConfig();
  const database = await createTestDatabase();
  const topics = await createTestTopics();
  harness = new DetectionHarness({ brokers, databaseUrl: database.url, prefix: topics.prefix });
  producer = createProducer({ brokers, clientId: 'test' });
  left.push(
    () => database.drop(),
    () => topics.delete(),
    () => harness.close(),
    () => producer.close(),
  );
  await harness.describeRoad();
  await ensureTopics({ brokers, clientId: 'test' }, [RESIDUALS_TOPIC], { prefix: topics.prefix });
  topic = topics.name(RESIDUALS_TOPIC);
  const { rows: speeds } = await harness.pool.query<{ id: number }>(
    "select id from datastream where property = 'speed' order by id",
  );
  const ids = speeds.map(({ id }) => id);
  const rows = await new PeersRepository(harness.pool, 'test').loadDatastreams(ids);
  log = twiceOff(
    ids,
    START,
    leastOff((by) => doubts(rows, twiceOff(ids, START, by)) === 2),
  );
  harness.start('correlator', { INCIDENT_WAIT_QUALITY_MS: '100', INCIDENT_WAIT_MINOR_MS: '100' });
  peers = harness.start('peers');
}, 90_000);

afterAll(async () => {
  for (const close of left.reverse()) await close();
}, 60_000);

/** Waits until the first `end` messages are judged and saved. */
const judged = (end: number) =>
  waitFor(
    async () => {
      const { rows } = await harness.pool.query<{ next: number }>(
        "select (desk ->> 'next')::int as next from peer_desk",
      );
      return rows[0]?.next === end;
    },
    { what: `${end} messages are judged; ${peers.output.slice(-500)}`, timeout: 60_000 },
  );

async function send(from: number, to: number): Promise<void> {
  const messages = log.slice(from, to).map(({ value, timestamp }) => ({ key: 'k', value: String(value), timestamp }));
  await producer.send([{ topic, messages }]);
  await judged(to);
}

test('a doubt that was called noise is not raised again, and reading all again says the same', async () => {
  await send(0, SAID);
  const incidents = new IncidentRepository(harness.pool);
  const { id, revision, members } = await waitFor(
    async () => {
      const { rows } = await harness.pool.query<{ id: string }>('select id from incident');
      return rows.length > 0 && incidents.loadIncident(rows[0].id);
    },
    { what: 'the doubt is an incident' },
  );
  expect(members).toMatchObject([{ thing: 't2', reason: { code: 'below-neighbours' } }]);
  const command = { command: 'mark', revision, verdict: 'noise' } as const;
  expect(await incidents.applyCommand(id, command, 'Grace', Date.now())).toMatchObject({ ok: true });
  await waitFor(
    async () => {
      const { rows } = await harness.pool.query(
        "select from detection_adoption where consumer like '%peers' and feedback_id > 0 and from_offset = $1",
        [SAID],
      );
      return rows.length > 0;
    },
    { what: 'peers follow the verdict' },
  );
  await send(SAID, log.length);
  const before = await harness.anomalies();
  expect(before).toMatchObject([{ thing_id: 't2', detector: 'peers', events: 2 }]);

  const reread = async () => {
    await harness.end(peers, 'SIGKILL');
    await harness.pool.query('truncate anomaly, peer_state, peer_desk cascade');
    await harness.pool.query("delete from consumer_offset where consumer like '%peers'");
    peers = harness.start('peers');
    await judged(log.length);
    return harness.anomalies();
  };
  expect(await reread()).toEqual(before);
  // Without the note of where it counts from, the verdict is taken up at the end: the second doubt is raised.
  await harness.pool.query('delete from detection_adoption');
  expect(await reread()).toHaveLength(2);
}, 180_000);
