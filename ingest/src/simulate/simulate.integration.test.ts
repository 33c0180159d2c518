import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  DOMAINS,
  parseReport,
  parseThing,
  REFERENCE_TIME_HEADER,
  TELEMETRY_TOPICS,
  THINGS_TOPIC,
  TOPICS,
  type Domain,
} from '@citywatch/contracts';
import { createReader, deleteTopics, type StreamConsumer } from '@citywatch/stream';
import { createTestTopics, testConfig, waitFor, type TestTopics } from '@citywatch/testkit';
import { SIMULATOR_TOPIC } from './control.js';
import type { Totals } from './totals.js';

const entry = join(import.meta.dirname, '..', '..', 'dist', 'main-simulate.js');

interface Line {
  readonly msg: string;
  readonly totals?: Totals;
  readonly truth?: { thing: string; properties: string[]; from: number }[];
}

describe('npm run simulate', () => {
  const stream = { brokers: testConfig().kafkaBrokers, clientId: 'simulate-test' };
  let topics: TestTopics;
  let reader: StreamConsumer;
  const things = new Set<string>();
  const reports: { thing: string; time: number; past: boolean; results: Record<string, number>; domain: Domain }[] = [];
  const refused: unknown[] = [];
  const children: ChildProcess[] = [];

  /** Starts the command; `lines` fills as it logs. */
  function start(...args: string[]) {
    const lines: Line[] = [];
    const env = {
      ...process.env,
      KAFKA_BROKERS: stream.brokers.join(),
      TOPIC_PREFIX: topics.prefix,
      LOG_LEVEL: 'info',
    };
    const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let rest = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts.map((part) => JSON.parse(part) as Line));
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, lines, ended };
  }

  beforeAll(async () => {
    topics = await createTestTopics();
    const read = TOPICS.map((topic) => topics.name(topic));
    reader = createReader({
      config: stream,
      topics: read,
      from: 'beginning',
      eachBatch: ({ topic, messages }) => {
        for (const { value, headers } of messages) {
          if (topic === topics.name(THINGS_TOPIC)) {
            const parsed = parseThing(value);
            if (parsed.ok) things.add(parsed.thing.thing);
            else refused.push(parsed);
            continue;
          }
          const domain = DOMAINS.find((d) => topic === topics.name(TELEMETRY_TOPICS[d])) ?? 'traffic';
          const parsed = parseReport(domain, value);
          if (!parsed.ok) refused.push(parsed);
          else {
            const { results } = JSON.parse(String(value)) as { results: Record<string, number> };
            const { thing, phenomenonTime } = parsed.report;
            reports.push({ thing, time: phenomenonTime, past: REFERENCE_TIME_HEADER in headers, results, domain });
          }
        }
        return Promise.resolve();
      },
    });
    await reader.start();
  });

  afterAll(async () => {
    for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
    await reader.stop();
    await topics.delete();
    await deleteTopics(stream, [topics.prefix + SIMULATOR_TOPIC.name]);
  });

  test('describes its Things, reports live, fills the past, obeys inject, and says what it sent', async () => {
    const city = start('--sensors', '200', '--backfill', '2h', '--incidents', '0', '--interval', '1');
    await waitFor(() => reports.some((r) => !r.past), { what: 'live reports' });
    await waitFor(() => city.lines.some((l) => l.msg === 'The past is filled'), { what: 'the past', timeout: 60_000 });

    const asked = start('inject', 'crash');
    expect(await asked.ended).toBe(0);
    expect(asked.lines[0].msg).toMatch(/^crash at .+: \d+ Things from /);
    const truth = city.lines.find((l) => l.truth)?.truth ?? [];
    const [slow] = truth.filter((t) => t.properties.includes('speed')).sort((a, b) => a.from - b.from);
    await waitFor(() => reports.some((r) => r.thing === slow.thing && r.time >= slow.from && r.results.speed < 40), {
      what: 'a detector reports the crash',
    });

    city.child.kill('SIGTERM');
    expect(await city.ended).toBe(0);
    const totals = city.lines.at(-1)?.totals;
    await waitFor(() => reports.length === totals?.messages, { what: 'all that was sent is there' });
    expect(refused).toEqual([]);
    expect(things.size).toBe(200);
    // Two hours at five minutes, as far as whole reports fit.
    expect(reports.filter((r) => r.past).length).toBe(200 * 24);
    const speed = reports.filter((r) => r.domain === 'traffic').reduce((sum, r) => sum + r.results.speed, 0);
    expect(speed).toBeCloseTo(totals?.byProperty.speed.sum ?? NaN, 3);
  }, 120_000);

  test('a second start sends only what is missing of the past', async () => {
    const before = reports.length;
    const again = start('--sensors', '200', '--backfill', '2h', '--incidents', '0', '--no-live');
    expect(await again.ended).toBe(0);
    const totals = again.lines.at(-1)?.totals;
    await waitFor(() => reports.length === before + (totals?.messages ?? NaN), { what: 'all that was sent is there' });
    // The hole is a few seconds long: at most one report of each Thing.
    expect(totals?.messages).toBeLessThanOrEqual(200);
    const keys = reports.map((r) => `${r.thing} ${r.time}`);
    expect(new Set(keys).size).toBe(keys.length);
  }, 60_000);

  test('killed in the middle of the past, it goes on where it was', async () => {
    const args = ['--sensors', '100', '--seed', '2', '--backfill', '1d', '--incidents', '0', '--no-live'];
    const before = reports.length;
    const killed = start(...args, '--backfill-rate', '2000');
    // Longer than what it notes each 5 s, shorter than the 14 s that all takes.
    await waitFor(() => reports.length > before + 14_000, { what: 'half of the past', timeout: 60_000 });
    killed.child.kill('SIGKILL');
    await killed.ended;
    const again = start(...args);
    expect(await again.ended).toBe(0);
    const totals = again.lines.at(-1)?.totals;
    const keys = () => reports.slice(before).map((r) => `${r.thing} ${r.time}`);
    await waitFor(() => new Set(keys()).size >= 100 * 288, { what: 'every report of the day' });
    expect(totals?.messages).toBeLessThan(28_800 - 2_000);
  }, 120_000);

  test('asking for nonsense says why', async () => {
    const city = start('--sensors', '50', '--backfill', '0', '--incidents', '0');
    await waitFor(() => city.lines.length > 0, { what: 'the city runs' });
    const asked = start('inject', 'crash', '--where', 'Springfield');
    expect(await asked.ended).toBe(1);
    expect(asked.lines[0].msg).toMatch(/"Springfield" is no place of this city/);
    city.child.kill('SIGTERM');
    await city.ended;
    const alone = start('inject', 'crash', '--wait', '0.5');
    expect(await alone.ended).toBe(1);
    expect(alone.lines[0].msg).toMatch(/no simulated city answered/);
  }, 60_000);
});
