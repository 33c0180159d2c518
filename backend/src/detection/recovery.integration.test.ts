import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createTestDatabase,
  createTestTopics,
  startPrivateServices,
  testConfig,
  waitFor,
  type TestDatabase,
  type TestTopics,
} from '@citywatch/testkit';
import { ensureTopics } from '@citywatch/stream';
import { migrate } from '@citywatch/timescale';
import { TOPICS } from '@citywatch/contracts';
import { crashOnRoad, DetectionHarness, type OwnProcess, type Reading } from '../../testing/detection-harness.js';

const START = Date.now() - 3_600_000;
const MESSAGES = crashOnRoad(START);
/**
 * The first part ends with the first detector in the queue, as in life, where the first to see it is the first to be read;
 * the rest is read in any order. Kills fall into the middle of the incident.
 */
const CUTS = [561, 640, 1_000];
const parts = (): Reading[][] => [0, ...CUTS].map((from, i) => MESSAGES.slice(from, CUTS[i] ?? MESSAGES.length));

/** A seeded generator of numbers in [0, 1) (mulberry32). */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Result {
  readonly anomalies: unknown[];
  readonly incidents: unknown[];
}

const left: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of left.reverse()) await close();
}, 60_000);

async function city(): Promise<DetectionHarness> {
  const database: TestDatabase = await createTestDatabase();
  const topics: TestTopics = await createTestTopics();
  left.push(
    () => database.drop(),
    () => topics.delete(),
  );
  const harness = new DetectionHarness({
    brokers: testConfig().kafkaBrokers,
    databaseUrl: database.url,
    prefix: topics.prefix,
  });
  left.push(() => harness.close());
  await harness.describeRoad();
  return harness;
}

const joined = (harness: DetectionHarness, sent: number) =>
  waitFor(async () => (await harness.behind(sent)) === 0, { what: 'all is judged and joined', timeout: 60_000 });

async function settled(harness: DetectionHarness, sent: number): Promise<Result> {
  await joined(harness, sent);
  await waitFor(async () => (await harness.incidents()).every(({ over }) => over), {
    what: 'all is resolved',
    timeout: 60_000,
  });
  return { anomalies: await harness.anomalies(), incidents: await harness.incidents() };
}

/** Something of the part is judged: a kill now is in the middle of it. */
const begun = (harness: DetectionHarness, done: number) =>
  waitFor(async () => (await harness.behind(MESSAGES.length)) < MESSAGES.length - done, {
    what: 'the next part is being judged',
    timeout: 60_000,
  });

let undisturbed: Result;

beforeAll(async () => {
  const harness = await city();
  harness.start('detector');
  harness.start('correlator');
  await harness.send(MESSAGES.slice(0, CUTS[0]));
  await joined(harness, CUTS[0]);
  await harness.send(MESSAGES.slice(CUTS[0]));
  undisturbed = await settled(harness, MESSAGES.length);
}, 120_000);

test('a crash on one road is one incident of all its sensors, resolved when the road is free', () => {
  expect(undisturbed.incidents).toMatchObject([{ severity: 'critical', over: true, opened: 1 }]);
  expect(undisturbed.incidents).toMatchObject([{ things: { traffic: 10, 'air-quality': 1 } }]);
  expect(undisturbed.anomalies.length).toBeGreaterThanOrEqual(21);
});

describe('the same messages, disturbed, make the same anomalies and incidents', () => {
  test('kill -9 of the detector, four times in the middle', async () => {
    const harness = await city();
    harness.start('correlator');
    let detector = harness.start('detector');
    let done = 0;
    for (const part of parts()) {
      await harness.send(part);
      await begun(harness, done);
      done += part.length;
      await harness.end(detector, 'SIGKILL');
      detector = harness.start('detector');
      if (done === CUTS[0]) await joined(harness, done);
    }
    expect(await settled(harness, MESSAGES.length)).toEqual(undisturbed);
  }, 240_000);

  test('kill -9 of the correlator that leads, four times; the standby takes over', async () => {
    const harness = await city();
    harness.start('detector');
    let [leader, standby] = [harness.start('correlator'), harness.start('correlator')];
    const leads = (one: OwnProcess) => one.output.includes('"msg":"leads"');
    let done = 0;
    for (const part of parts()) {
      await waitFor(() => leads(leader) || leads(standby), { what: 'one leads', timeout: 60_000 });
      if (!leads(leader)) [leader, standby] = [standby, leader];
      expect([leads(leader), leads(standby)]).toEqual([true, false]);
      await harness.send(part);
      await begun(harness, done);
      done += part.length;
      await harness.end(leader, 'SIGKILL');
      [leader, standby] = [standby, harness.start('correlator')];
      if (done === CUTS[0]) await joined(harness, done);
    }
    expect(await settled(harness, MESSAGES.length)).toEqual(undisturbed);
  }, 240_000);

  test('kill -9 of detector and correlator ten times at random places', async () => {
    const harness = await city();
    const random = seeded(4);
    const running = { detector: harness.start('detector'), correlator: harness.start('correlator') };
    // Drawn from the whole run; the first part still ends where it does, so that all runs hear the same sensor first.
    const places = Array.from({ length: 10 }, () => Math.floor(random() * MESSAGES.length)).sort((a, b) => a - b);
    let sent = 0;
    for (const place of [...places, MESSAGES.length]) {
      for (const until of sent < CUTS[0] && place >= CUTS[0] ? [CUTS[0], place] : [place]) {
        await harness.send(MESSAGES.slice(sent, until));
        sent = until;
        if (until === CUTS[0]) await joined(harness, sent);
      }
      if (place === MESSAGES.length) break;
      // Anything from nothing to all of what was sent may be judged and stored by now.
      const least = Math.floor(random() * sent);
      await waitFor(async () => (await harness.behind(sent)) <= sent - least, {
        what: 'so much is judged',
        timeout: 60_000,
      });
      const victims = (['detector', 'correlator'] as const).filter(() => random() < 0.7);
      await Promise.all(victims.map((victim) => harness.end(running[victim], 'SIGKILL')));
      for (const victim of victims) running[victim] = harness.start(victim);
    }
    expect(await settled(harness, MESSAGES.length)).toEqual(undisturbed);
  }, 240_000);

  test('duplicates and late messages, before and after', async () => {
    const harness = await city();
    const detector = harness.start('detector');
    harness.start('correlator');
    let sent = 0;
    for (const part of parts()) {
      if (sent > 0) await joined(harness, sent);
      // The newest first and again: what is late or double changes nothing, whatever it says.
      const wild = part.slice(0, 200).map((reading) => ({
        ...reading,
        results: { ...reading.results, ...(reading.domain === 'traffic' && { speed: 150 }) },
      }));
      await harness.send([...part, ...part, ...wild]);
      sent += 2 * part.length + wild.length;
    }
    expect(await settled(harness, sent)).toEqual(undisturbed);
    expect(await harness.end(detector, 'SIGTERM')).toBe('0');
  }, 120_000);

  test('an immediate restart of the database, and of Kafka, in the middle', async () => {
    const services = await startPrivateServices();
    left.push(() => services.stop());
    await migrate(services.databaseUrl);
    const prefix = 'private.';
    await ensureTopics({ brokers: services.kafkaBrokers, clientId: 'test' }, TOPICS, { prefix, partitions: 2 });
    const { kafkaBrokers: brokers, databaseUrl } = services;
    const harness = new DetectionHarness({ brokers, databaseUrl, prefix });
    left.push(() => harness.close());
    await harness.describeRoad();
    harness.start('detector');
    harness.start('correlator');
    const [first, second, third] = [MESSAGES.slice(0, CUTS[0]), MESSAGES.slice(CUTS[0], 1_000), MESSAGES.slice(1_000)];
    await harness.send(first);
    await joined(harness, first.length);
    await services.restart('timescaledb', 'immediate');
    await harness.send(second);
    await services.restart('kafka', 'kill');
    await harness.send(third);
    expect(await settled(harness, MESSAGES.length)).toEqual(undisturbed);
  }, 300_000);
});
