import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, createTestTopics, testConfig, waitFor } from '@citywatch/testkit';
import { DETECTORS, RESIDUALS_TOPIC, residualText, type Residual, type ResidualMessage } from '@citywatch/contracts';
import {
  DEFAULT_PEERS,
  DEFAULT_SETTINGS,
  PeerBank,
  ResidualDesk,
  tuningOf,
  zoneOffset,
  type AnomalyChange,
  type PeerPlace,
} from '@citywatch/detection';
import { createProducer, ensureTopics, topicOffsets, type StreamProducer } from '@citywatch/stream';
import { DetectionHarness, type Reading } from '../../testing/detection-harness.js';

const MINUTE = 60_000;
const left: (() => Promise<unknown>)[] = [];
let brokers: readonly string[];
let producer: StreamProducer;

afterAll(async () => {
  for (const close of left.reverse()) await close();
}, 60_000);

beforeAll(() => {
  brokers = testConfig().kafkaBrokers;
  producer = createProducer({ brokers, clientId: 'test' });
  left.push(() => producer.close());
});

/** A road of ten detectors with topics and a database of its own. */
async function city(): Promise<{ readonly harness: DetectionHarness; readonly topic: string }> {
  const database = await createTestDatabase();
  const topics = await createTestTopics();
  const harness = new DetectionHarness({ brokers, databaseUrl: database.url, prefix: topics.prefix });
  left.push(
    () => database.drop(),
    () => topics.delete(),
    () => harness.close(),
  );
  await harness.describeRoad();
  await ensureTopics({ brokers, clientId: 'test' }, [RESIDUALS_TOPIC], { prefix: topics.prefix });
  return { harness, topic: topics.name(RESIDUALS_TOPIC) };
}

interface Row extends Omit<PeerPlace, 'thing'> {
  readonly datastream: number;
  readonly thing: string;
}

const speeds = async (harness: DetectionHarness): Promise<Row[]> => {
  const { rows } = await harness.pool.query<Row>(
    `select d.id as datastream, t.id as thing, t.domain, t.longitude, t.latitude, t.road, t.feeder
     from datastream d join thing t on t.id = d.thing_id where d.property = 'speed' order by d.id`,
  );
  return rows;
};

/** Noise from -1 to 1 that is the same in every run. */
const noise = (a: number, b: number): number => (((a * 7_919 + b * 104_729) % 1_000) / 1_000) * 2 - 1;
const FROM = Math.floor(Date.now() / 300_000) * 300_000 - 15 * 60 * MINUTE;
const MINUTES = 14 * 60;
const DRIFT_FROM = 12.2 * 60;
const SOURCES = 2;

/** 14 hours of residuals told by two detectors; the fourth Datastream drifts away for the last part, then comes back. */
function residualLog(ids: readonly number[]): { readonly message: ResidualMessage; readonly at: number }[] {
  const log: { message: ResidualMessage; at: number }[] = [];
  for (let i = 0; i < MINUTES; i++) {
    const minute = FROM + i * MINUTE;
    const drift = i < DRIFT_FROM || i > MINUTES - 30 ? 0 : -0.08 * (i - DRIFT_FROM);
    const rows = ids.map((datastream, n): Residual => ({
      datastream,
      z: 0.7 * noise(Math.floor(i / 7), 1) + 0.3 * noise(i, n + 2) + (n === 3 ? drift : 0),
      scale: 4,
      expected: 60,
      open: 0,
      since: 0,
    }));
    for (let n = 0; n < SOURCES; n++) {
      const own = rows.filter(({ datastream }) => datastream % SOURCES === n);
      const source = `telemetry.traffic.v1/${n}`;
      log.push({ message: { source, minute, until: minute + MINUTE, rows: own }, at: minute + 120_000 + n * 4_000 });
    }
  }
  return log;
}

const send = (topic: string, log: ReturnType<typeof residualLog>) =>
  producer.send([
    { topic, messages: log.map(({ message, at }) => ({ key: 'k', value: residualText(message), timestamp: at })) },
  ]);

/** What the pure parts make of the log. */
function expectedOf(rows: readonly Row[], log: ReturnType<typeof residualLog>): AnomalyChange[] {
  const bank = new PeerBank({ ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago') }, DEFAULT_PEERS);
  for (const { datastream, ...place } of rows) {
    const { thing, domain } = place;
    bank.describe({ datastream, thing, property: 'speed', domain, interval: 10_000, watchGap: false }, place);
  }
  const desk = new ResidualDesk(bank);
  // As on the wire, where figures have six digits.
  return log.flatMap(({ message, at }, offset) => {
    const told = JSON.parse(residualText(message)) as { rows: number[][] };
    const short = told.rows.map(([datastream, z, scale, expected]) => ({
      datastream,
      z,
      scale,
      expected,
      open: 0,
      since: 0,
    }));
    return desk.take({ ...message, rows: short as Residual[] }, at, offset).changes;
  });
}

test('kill -9 again and again: the same doubt about the same sensor, raised and cleared once', async () => {
  const { harness, topic } = await city();
  const rows = await speeds(harness);
  const log = residualLog(rows.map(({ datastream }) => datastream));
  const expected = expectedOf(rows, log);
  expect(expected.map(({ kind, anomaly }) => `${kind} ${anomaly.thing} ${anomaly.reason.code}`)).toEqual([
    'raised t3 below-neighbours',
    'cleared t3 below-neighbours',
  ]);
  let running = harness.start('peers', { CHECKPOINT_MS: '200' });
  const read = async (): Promise<number> => {
    const { rows: offsets } = await harness.pool.query<{ read: number }>(
      `select coalesce(sum((desk ->> 'next')::int), 0)::int as read from peer_desk`,
    );
    return offsets[0].read;
  };
  const cuts = [200, 800, 1_210, 1_503, 1_550, 1_600, 1_640, log.length];
  let done = 0;
  for (const cut of cuts) {
    await send(topic, log.slice(done, cut));
    const before = done;
    done = cut;
    // In the middle of a part, before and after checkpoints.
    await waitFor(async () => (await read()) > before, { what: `something after ${before} is read`, timeout: 60_000 });
    if (cut === log.length) break;
    await harness.end(running, 'SIGKILL');
    running = harness.start('peers', { CHECKPOINT_MS: '200' });
  }
  await waitFor(async () => (await read()) === log.length, { what: 'all is read', timeout: 60_000 });
  const stored = await waitFor(
    async () => {
      const found = (await harness.anomalies()) as { id: string; end_time: Date | null }[];
      return found.length > 0 && found[0].end_time !== null && found;
    },
    { what: 'the doubt is over' },
  );
  const { anomaly } = expected[1];
  expect(stored).toMatchObject([
    {
      id: anomaly.id,
      thing_id: 't3',
      detector: 'peers',
      severity: 'minor',
      events: 2,
      start_time: new Date(anomaly.start),
      end_time: new Date(anomaly.end as number),
      score: anomaly.score,
      reason: anomaly.reason,
    },
  ]);
  expect(await harness.end(running, 'SIGTERM')).toBe('0');
}, 240_000);

/** 5 October 2026, 00:00 in Chicago: no holiday and no change of the clock is near. */
const MONDAY = Date.UTC(2026, 9, 5, 5);

/** What six detectors read every 5 minutes; the third drifts up, which is no jam, and in the end all of them stand still. */
function readingsOf(from: number, to: number, driftFrom: number, jamFrom: number): Reading[] {
  const readings: Reading[] = [];
  for (let time = from, i = 0; time < to; time += 5 * MINUTE, i++)
    for (let n = 0; n < 6; n++) {
      const drift = n === 2 && time >= driftFrom ? 0.3 * ((time - driftFrom) / MINUTE) : 0;
      const usual = 62 + 2 * noise(Math.floor(i / 3), 1) + 1.2 * noise(i, n + 2) + drift;
      const speed = time >= jamFrom ? 8 + noise(i, n) : usual;
      readings.push({ domain: 'traffic', thing: `t${n}`, time: time + n * 7_000, results: { speed } });
    }
  return readings;
}

/** A sensor's own patterns tell of a drift too, and may be sooner. */
const withoutPatterns = (harness: DetectionHarness) =>
  harness.pool.query(
    `insert into detection_setting (version, from_time, actor, tuning, known_detectors) values (1, now(), 'test', $1, $2)`,
    [{ ...tuningOf(DEFAULT_SETTINGS), detectors: ['seasonal', 'rate', 'peers'] }, DETECTORS],
  );

test('detectors tell, neighbours are compared, and each anomaly says how many of them agree', async () => {
  const { harness } = await city();
  await harness.pool.query("update thing set interval_seconds = 300 where domain = 'traffic'");
  await withoutPatterns(harness);
  harness.start('detector');
  const peers = harness.start('peers');
  const to = MONDAY + 84 * 60 * MINUTE;
  const readings = readingsOf(MONDAY, to, to - 3 * 60 * MINUTE, to - 60 * MINUTE);
  await harness.send(readings);
  const found = await waitFor(
    async () => {
      const { rows } = await harness.pool.query<{ detector: string; thing: string; neighbours: unknown }>(
        `select a.detector, d.thing_id as thing, a.why -> 'neighbours' as neighbours
         from anomaly a join datastream d on d.id = a.datastream_id order by 1, 2`,
      );
      const asked = rows.filter(({ detector, neighbours }) => detector === 'seasonal' && neighbours !== null);
      return asked.length >= 6 && rows.some(({ detector }) => detector === 'peers') && rows;
    },
    { what: `neighbours are compared and asked; ${peers.output.slice(-500)}`, timeout: 120_000 },
  );
  const doubts = found.filter(({ detector }) => detector === 'peers');
  expect(doubts).toMatchObject([{ thing: 't2', neighbours: { agreeing: 0 } }]);
  const agreed = found.filter(({ neighbours }) => (neighbours as { agreeing: number } | null)?.agreeing);
  expect(agreed.map(({ neighbours }) => neighbours)).toEqual(Array(6).fill({ agreeing: 5, asked: 5 }));
}, 180_000);

test('with PEERS=off nobody is told and the process waits', async () => {
  const { harness, topic } = await city();
  await harness.pool.query("update thing set interval_seconds = 300 where domain = 'traffic'");
  harness.start('detector', { PEERS: 'off' });
  const peers = harness.start('peers', { PEERS: 'off' });
  const readings = readingsOf(MONDAY, MONDAY + 60 * MINUTE, Infinity, Infinity);
  await harness.send(readings);
  await waitFor(async () => (await harness.behind(readings.length)) === 0, { what: 'all is judged', timeout: 60_000 });
  expect(await topicOffsets({ brokers, clientId: 'test' }, topic)).toMatchObject([{ high: 0 }]);
  await waitFor(() => peers.output.includes('PEERS is off'), { what: 'it says so' });
}, 120_000);
