import type { Admin } from 'kafkajs';
import type { Topic } from '@citywatch/contracts';
import { backoffDelay, delay, withDeadline } from './backoff.js';
import { protocolType, rootCause, StreamError } from './errors.js';
import { createKafka } from './kafka-client.js';
import type { StreamConfig } from './stream-config.js';

const LEADER_TIMEOUT_MS = 30_000;

export interface PartitionOffsets {
  readonly partition: number;
  /** Offset of the oldest message that is still kept. */
  readonly low: number;
  /** Offset the next message will get. */
  readonly high: number;
}

export interface EnsureTopicsOptions {
  /** Put before each topic's name. */
  readonly prefix?: string;
  /** Instead of each topic's own number. */
  readonly partitions?: number;
  /** Copies of each partition; default 1. */
  readonly replicationFactor?: number;
  /** More topic settings, such as {"retention.ms": "604800000"}. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Creates the topics that are missing; safe to call again and by several processes at once.
 * A topic that exists is left as it is: more partitions would move Things between partitions and break their order.
 * @returns names of the topics that were created
 */
export async function ensureTopics(
  config: StreamConfig,
  topics: readonly Topic[],
  options: EnsureTopicsOptions = {},
): Promise<string[]> {
  const { prefix = '', partitions, replicationFactor = 1, settings = {} } = options;
  return withAdmin(config, 'create topics', async (admin) => {
    const existing = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !existing.has(prefix + topic.name));
    const created: string[] = [];
    for (const topic of missing) {
      const name = prefix + topic.name;
      const configEntries = Object.entries({ 'cleanup.policy': topic.cleanup, ...settings });
      const wanted = {
        topic: name,
        numPartitions: partitions ?? topic.partitions,
        replicationFactor,
        configEntries: configEntries.map(([key, value]) => ({ name: key, value })),
      };
      if (await createTopic(admin, wanted)) created.push(name);
    }
    // Also those that another process is creating right now.
    await waitForLeaders(
      admin,
      missing.map((topic) => prefix + topic.name),
    );
    return created;
  });
}

async function createTopic(admin: Admin, wanted: { topic: string; numPartitions: number }): Promise<boolean> {
  try {
    // False: another process was faster. Both are a topic that is there.
    return await admin.createTopics({ topics: [wanted], waitForLeaders: false });
  } catch (error) {
    const inner = (error as { errors?: unknown[] }).errors?.[0] ?? error;
    const reason = rootCause(inner).message;
    throw new StreamError('topic-not-created', `topic ${wanted.topic} cannot be created: ${reason}`, { cause: error });
  }
}

/** kafkajs' own wait gives up where the broker does not know yet what its controller has created. */
async function waitForLeaders(admin: Admin, topics: string[]): Promise<void> {
  const end = Date.now() + LEADER_TIMEOUT_MS;
  for (let attempt = 1; topics.length > 0; attempt++) {
    try {
      const found = await admin.fetchTopicMetadata({ topics });
      if (
        found.topics.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0))
      )
        return;
    } catch (error) {
      if (Date.now() >= end) throw error;
    }
    if (Date.now() >= end)
      throw new StreamError('topic-not-created', `${topics.join(', ')}: no leader after ${LEADER_TIMEOUT_MS / 1000} s`);
    await delay(backoffDelay(attempt, { first: 20, max: 500 }, Math.random()));
  }
}

/** Oldest and next offset of each partition, in order of partition. */
export async function topicOffsets(config: StreamConfig, topic: string): Promise<PartitionOffsets[]> {
  return withAdmin(config, `read the offsets of ${topic}`, async (admin) => {
    const rows = await admin.fetchTopicOffsets(topic);
    return rows
      .map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }))
      .sort((a, b) => a.partition - b.partition);
  });
}

/** For each partition the offset of the first message at or after this time (ms); the end where there is none. */
export async function offsetsAt(config: StreamConfig, topic: string, timestamp: number): Promise<Map<number, number>> {
  return withAdmin(config, `find offsets of ${topic} by time`, async (admin) => {
    const rows = await admin.fetchTopicOffsetsByTimestamp(topic, timestamp);
    return new Map(rows.map(({ partition, offset }) => [partition, Number(offset)]));
  });
}

/** Deletes topics that exist; names that do not are passed over. For tests and `reset`. */
export async function deleteTopics(config: StreamConfig, names: readonly string[]): Promise<void> {
  await withAdmin(config, 'delete topics', async (admin) => {
    const existing = new Set(await admin.listTopics());
    const topics = names.filter((name) => existing.has(name));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  });
}

export interface WaitOptions {
  /** Default 60,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Waits until Kafka is ready for consumers: a group coordinator answers. A broker takes connections a second or two before.
 * @throws StreamError 'not-ready' after `timeoutMs`, with the last reason
 */
export async function waitUntilReady(config: StreamConfig, options: WaitOptions = {}): Promise<void> {
  const { timeoutMs = 60_000, signal } = options;
  const end = Date.now() + timeoutMs;
  let last: unknown = new Error('no answer');
  for (let attempt = 1; Date.now() < end && !signal?.aborted; attempt++) {
    try {
      return await withAdmin(config, 'find a group coordinator', async (admin) => {
        await admin.describeGroups(['citywatch-readiness']);
      });
    } catch (error) {
      last = error;
    }
    await delay(Math.min(backoffDelay(attempt, { first: 100, max: 1_000 }, Math.random()), end - Date.now()), signal);
  }
  const reason = rootCause(last).message;
  throw new StreamError('not-ready', `Kafka at ${config.brokers.join(', ')} is not ready: ${reason}`, { cause: last });
}

async function withAdmin<T>(config: StreamConfig, doing: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = createKafka(config).admin();
  try {
    await admin.connect();
    return await work(admin);
  } catch (error) {
    if (error instanceof StreamError) throw error;
    const type = protocolType(error);
    const missing = type === 'UNKNOWN_TOPIC_OR_PARTITION' ? 'the topic does not exist' : rootCause(error).message;
    throw new StreamError('kafka-request', `cannot ${doing}: ${missing}`, { retriable: true, cause: error });
  } finally {
    // kafkajs may wait for an answer of a dead connection; nothing of ours depends on a polite goodbye.
    await withDeadline(
      admin.disconnect().catch(() => undefined),
      2_000,
      undefined,
    );
  }
}
