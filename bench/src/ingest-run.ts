import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { DOMAINS, TELEMETRY_TOPICS, TOPICS } from '@citywatch/contracts';
import { createProducer, ensureTopics } from '@citywatch/stream';
import { cpuSeconds, peakMemoryMiB } from './machine.js';
import type { SampleMessage } from './messages.js';
import { until, type BenchServices } from './services.js';

export interface Measured {
  readonly rowsPerSecond: number;
  /** CPU seconds of the whole process, its start included, a million rows. */
  readonly cpu: number;
  readonly postgresCpu: number;
  readonly peakMiB: number;
}

const MILLION = 1_000_000;

/** Puts all messages into Kafka, behind a prefix. */
export async function fillTopics(
  services: BenchServices,
  prefix: string,
  count: number,
  message: (index: number) => SampleMessage,
): Promise<void> {
  const config = { brokers: services.kafkaBrokers, clientId: 'bench' };
  await ensureTopics(config, TOPICS, { prefix });
  const producer = createProducer(config);
  for (let from = 0; from < count; from += 6_000) {
    const part = Array.from({ length: Math.min(6_000, count - from) }, (_, i) => message(from + i));
    await producer.send(
      DOMAINS.map((domain) => ({
        topic: prefix + TELEMETRY_TOPICS[domain].name,
        messages: part.filter((m) => m.domain === domain).map((m) => ({ key: m.thing, value: m.value })),
      })),
    );
  }
  await producer.close();
}

/** Empties what a run has written; catalogue and Datastream ids stay. */
export async function emptyTables({ pool }: BenchServices): Promise<void> {
  await pool.query('truncate observation, observation_latest, rollup_invalidation, consumer_offset, quarantine');
  await pool.query('checkpoint');
}

function startWriter(services: BenchServices, env: Readonly<Record<string, string>>): ChildProcess {
  const entry = join(import.meta.dirname, '..', '..', 'ingest', 'dist', 'main-writer.js');
  return spawn(process.execPath, [...(process.env.BENCH_NODE_ARGS?.split(' ') ?? []), entry], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      PATH: process.env.PATH ?? '',
      KAFKA_BROKERS: services.kafkaBrokers.join(','),
      DATABASE_URL: services.databaseUrl,
      LOG_LEVEL: 'warn',
      UPKEEP_INTERVAL_MS: '0',
      ...env,
    },
  });
}

/**
 * Lets the real writer process drain the backlog behind `prefix` as a new consumer, and measures it.
 * @param settled waits for what else it is to do before CPU is read
 */
export async function measureWriter(
  services: BenchServices,
  prefix: string,
  rows: number,
  run: string,
  env: Readonly<Record<string, string>> = {},
  settled: () => Promise<void> = () => Promise.resolve(),
): Promise<Measured> {
  const { pool } = services;
  const postgresBefore = await services.postgresCpu();
  const writer = startWriter(services, { TOPIC_PREFIX: prefix, GROUP_PREFIX: `${run}-`, ...env });
  const pid = writer.pid ?? 0;
  const ended = new Promise<void>((resolve) => writer.once('exit', () => resolve()));
  try {
    const stored = async (): Promise<number> => {
      if (writer.exitCode !== null) throw new Error(`the writer ended with code ${writer.exitCode}`);
      const text = 'select coalesce(sum(rows_stored), 0)::float8 as n from consumer_offset where consumer = $1';
      const answer = await pool.query<{ n: number }>(text, [`${run}-writer`]);
      return answer.rows[0].n;
    };
    const sample = async (least: number): Promise<{ at: number; n: number } | undefined> => {
      const n = await stored();
      return n >= least ? { at: performance.now(), n } : undefined;
    };
    // From the first commit that is seen to the last: the start of a process is not its rate.
    const first = await until('first row', () => sample(1), 5);
    const last = await until('all rows', () => sample(rows), 25);
    if (last.n !== rows) throw new Error(`${last.n} rows are stored of ${rows}`);
    await settled();
    return {
      rowsPerSecond: ((last.n - first.n) / (last.at - first.at)) * 1000,
      cpu: (cpuSeconds(pid) / rows) * MILLION,
      postgresCpu: (((await services.postgresCpu()) - postgresBefore) / rows) * MILLION,
      peakMiB: peakMemoryMiB(pid),
    };
  } finally {
    writer.kill('SIGTERM');
    await ended;
  }
}
