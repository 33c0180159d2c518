import { DEFAULT_MAX_MESSAGE_BYTES } from '@citywatch/contracts';
import { parseStreamConfig, type StreamConfig } from '@citywatch/stream';
import { parseDatabaseConfig, type DatabaseConfig } from '@citywatch/timescale';
import type { CatalogueOptions } from './catalogue.writer.js';
import type { ClockBounds } from './check-clock.js';

export interface WriterConfig {
  readonly stream: StreamConfig;
  readonly database: DatabaseConfig;
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  /** Consumer group in Kafka; only shares out the partitions, so its name may change at any time. */
  readonly kafkaGroup: string;
  readonly logLevel: string;
  /** Port of /metrics and /health; 0: none. */
  readonly metricsPort: number;
  readonly catalogue: CatalogueOptions;
  readonly clock: ClockBounds;
  readonly maxMessageBytes: number;
  /** Partitions that are handled at the same time: one is decoded while another waits for COPY. */
  readonly concurrency: number;
  readonly fetchBytes: number;
  /** A fetch waits until it has this many bytes, or for fetchWaitMs: larger transactions at low rates. */
  readonly fetchMinBytes: number;
  readonly fetchWaitMs: number;
  readonly sessionTimeoutMs: number;
  readonly latestIntervalMs: number;
  /** Pause between two rounds of upkeep (roll-ups, retention, disk budget); 0: another process does it. */
  readonly upkeepIntervalMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;
const DAY = 86_400_000;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** A whole number of the environment; an Error that names a bad one. */
export function parseWhole(env: Environment, name: string, fallback: number, min: number, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new Error(`${name} is "${text}": it must be a whole number from ${min} to ${max}.`);
  return value;
}

/** One of some words. */
export function parseChoice<T extends string>(env: Environment, name: string, choices: readonly T[], fallback: T): T {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new Error(`${name} is "${text}": it must be one of ${choices.join(', ')}.`);
  return found;
}

/** A prefix of topics, groups and consumers. */
export function parsePrefix(env: Environment, name: string): string {
  const text = env[name] ?? '';
  if (!/^[A-Za-z0-9._-]{0,100}$/.test(text))
    throw new Error(`${name} is "${text}": it may hold at most 100 letters, digits, dots, dashes and underscores.`);
  return text;
}

function parseTime(env: Environment, name: string, fallback: string): number {
  const text = env[name] || fallback;
  const time = Date.parse(text);
  // PostgreSQL's timestamptz is counted from 2000 and begins in 4713 BC, a Date may begin earlier.
  if (Number.isNaN(time) || time < Date.parse('0001-01-01T00:00:00Z'))
    throw new Error(`${name} is "${text}": it must be an ISO 8601 time such as 2000-01-01T00:00:00Z.`);
  return time;
}

/** Reads the writer's settings; throws an Error that names a bad one. */
export function parseWriterConfig(env: Environment): WriterConfig {
  return {
    stream: parseStreamConfig(env, 'citywatch-writer'),
    database: parseDatabaseConfig(env),
    topicPrefix: parsePrefix(env, 'TOPIC_PREFIX'),
    groupPrefix: parsePrefix(env, 'GROUP_PREFIX'),
    kafkaGroup: parsePrefix(env, 'KAFKA_GROUP') || `${parsePrefix(env, 'GROUP_PREFIX')}writer`,
    logLevel: parseChoice(env, 'LOG_LEVEL', LEVELS, 'info'),
    metricsPort: parseWhole(env, 'METRICS_PORT', 0, 0, 65_535),
    catalogue: {
      unknownThings: parseChoice(env, 'UNKNOWN_THINGS', ['register', 'quarantine'], 'register'),
      maxThings: parseWhole(env, 'MAX_THINGS', 1_000_000, 1, 100_000_000),
    },
    clock: {
      aheadMs: parseWhole(env, 'CLOCK_AHEAD_MS', 300_000, 0, 365 * DAY),
      behindMs: parseWhole(env, 'CLOCK_BEHIND_MS', 30 * DAY, 0, 36_500 * DAY),
      floorMs: parseTime(env, 'CLOCK_FLOOR', '2000-01-01T00:00:00Z'),
      allowReferenceTime: parseChoice(env, 'ALLOW_REFERENCE_TIME', ['true', 'false'], 'true') === 'true',
    },
    maxMessageBytes: parseWhole(env, 'MAX_MESSAGE_BYTES', DEFAULT_MAX_MESSAGE_BYTES, 128, 10_000_000),
    concurrency: parseWhole(env, 'WRITER_CONCURRENCY', 2, 1, 16),
    fetchBytes: parseWhole(env, 'WRITER_FETCH_BYTES', 524_288, 16_384, 64_000_000),
    fetchMinBytes: parseWhole(env, 'WRITER_FETCH_MIN_BYTES', 65_536, 1, 64_000_000),
    fetchWaitMs: parseWhole(env, 'WRITER_FETCH_WAIT_MS', 250, 1, 10_000),
    sessionTimeoutMs: parseWhole(env, 'SESSION_TIMEOUT_MS', 8_000, 6_000, 300_000),
    latestIntervalMs: parseWhole(env, 'LATEST_INTERVAL_MS', 500, 50, 60_000),
    upkeepIntervalMs: parseWhole(env, 'UPKEEP_INTERVAL_MS', 15_000, 0, 3_600_000),
  };
}
