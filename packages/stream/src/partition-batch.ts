import type { Batch, IHeaders, KafkaMessage } from 'kafkajs';

export interface StreamMessage {
  readonly offset: number;
  /** Kafka's timestamp, ms since the epoch. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  /** Header values as UTF-8; of a repeated header the last one. */
  readonly headers: Readonly<Record<string, string>>;
}

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

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

// Offsets are 64-bit in Kafka; 2^53 messages in one partition take 285 years at a million a second.
export function toPartitionBatch(batch: Batch): PartitionBatch {
  return {
    topic: batch.topic,
    partition: batch.partition,
    messages: batch.messages.map(toMessage),
    lastOffset: Number(batch.lastOffset()),
    highWatermark: Number(batch.highWatermark),
  };
}

function toMessage(message: KafkaMessage): StreamMessage {
  return {
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key,
    value: message.value,
    headers: toHeaders(message.headers),
  };
}

function toHeaders(headers: IHeaders | undefined): Readonly<Record<string, string>> {
  let out: Record<string, string> | undefined;
  for (const name in headers) {
    const value = headers[name];
    const last = Array.isArray(value) ? value[value.length - 1] : value;
    // Without a prototype: a header named __proto__ is a header.
    out ??= Object.create(null) as Record<string, string>;
    out[name] = last === undefined ? '' : last.toString();
  }
  return out ?? NO_HEADERS;
}
