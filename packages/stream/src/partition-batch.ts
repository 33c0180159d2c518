import type { Batch } from 'kafkajs';
import { RecordBatch } from './fetch-response.js';
import type { StreamMessage } from './stream-message.js';

/** Messages of one partition, in order. */
export interface PartitionBatch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly StreamMessage[];
  /** Offset that this batch reaches; it may lie beyond the last message (compaction, transaction markers). */
  readonly lastOffset: number;
  /** Offset the next message written to the partition will get: lag = highWatermark - lastOffset - 1. */
  readonly highWatermark: number;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/**
 * Decodes what kafkajs hands over (fetch-response.ts): record batches, the first of which may begin before the offset asked for.
 * Offsets are 64-bit in Kafka; 2^53 messages in one partition take 285 years at a million a second.
 */
export function toPartitionBatch(batch: Batch): PartitionBatch {
  const from = Number((batch as unknown as { fetchedOffset: string }).fetchedOffset);
  const messages: StreamMessage[] = [];
  for (const part of batch.messages as readonly unknown[]) {
    if (!(part instanceof RecordBatch))
      throw new Error('Kafka answered a fetch older than version 11: 2.3 or later is needed');
    part.decodeInto(from, messages);
  }
  return {
    topic: batch.topic,
    partition: batch.partition,
    messages,
    lastOffset: Number(batch.lastOffset()),
    highWatermark: Number(batch.highWatermark),
  };
}
