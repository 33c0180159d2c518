import { randomUUID } from 'node:crypto';
import { offsetsAt, topicOffsets } from './admin.js';
import { createConsumer, type StreamConsumer } from './consumer.js';
import type { BatchControl, ConsumerOptions, ConsumerTuning } from './consumer-options.js';
import type { PartitionBatch } from './partition-batch.js';
import type { StreamConfig } from './stream-config.js';

/** Next offset by topic and partition. */
export type OffsetMap = ReadonlyMap<string, ReadonlyMap<number, number>>;

export interface ReaderOptions {
  readonly config: StreamConfig;
  readonly topics: readonly string[];
  /** Where to begin: partitions that an OffsetMap leaves out begin at the end. `timestamp` is ms since the epoch. */
  readonly from: 'beginning' | 'end' | OffsetMap | { readonly timestamp: number };
  /** As in createConsumer: one batch of a partition at a time; `retriable: true` brings it again. */
  eachBatch(batch: PartitionBatch, control: BatchControl): Promise<void>;
  onFatal?(error: Error): void;
  readonly concurrency?: number;
  readonly maxBytesPerPartition?: number;
  readonly tuning?: ConsumerTuning;
}

/**
 * Reads all partitions of its topics by itself, sharing them with nobody: for what each instance must see whole, such as
 * the live screens. Its place is kept in memory only, over lost brokers too.
 */
export function createReader(options: ReaderOptions): StreamConsumer {
  const { config, from, eachBatch } = options;
  const positions = new Map<string, Map<number, number>>();

  const begin = async (topic: string): Promise<Map<number, number>> => {
    if (typeof from === 'object' && 'timestamp' in from) return offsetsAt(config, topic, from.timestamp);
    const rows = await topicOffsets(config, topic);
    const given = typeof from === 'object' ? from.get(topic) : undefined;
    return new Map(
      rows.map(({ partition, low, high }) => [partition, from === 'beginning' ? low : (given?.get(partition) ?? high)]),
    );
  };

  const consumer: ConsumerOptions = {
    config,
    groupId: `${config.clientId}-reader-${randomUUID()}`,
    topics: options.topics,
    // Partitions that a topic gets later are read whole: nothing of theirs has been seen.
    fromBeginning: true,
    async loadOffsets(topic) {
      const known = positions.get(topic) ?? (await begin(topic));
      positions.set(topic, known);
      return known;
    },
    async eachBatch(batch, control) {
      await eachBatch(batch, control);
      positions.get(batch.topic)?.set(batch.partition, batch.lastOffset + 1);
    },
    ...(options.onFatal && { onFatal: options.onFatal }),
    ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
    ...(options.maxBytesPerPartition !== undefined && { maxBytesPerPartition: options.maxBytesPerPartition }),
    ...(options.tuning && { tuning: options.tuning }),
  };
  return createConsumer(consumer);
}
