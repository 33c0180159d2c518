import type { BackoffLimits } from './backoff.js';
import type { PartitionBatch, TopicPartition } from './partition-batch.js';
import type { StreamConfig } from './stream-config.js';

export interface BatchControl {
  /** Tells Kafka that this consumer lives. Sent by itself during eachBatch; only for work longer than batchTimeoutMs. */
  heartbeat(): Promise<void>;
  /** True when the partition is no longer ours (or the consumer was ended): drop the batch, commit nothing. */
  isStale(): boolean;
}

/** A stored offset that lies outside what Kafka still has. */
export interface OffsetReset extends TopicPartition {
  readonly stored: number;
  readonly low: number;
  readonly high: number;
  /** Where reading goes on. */
  readonly next: number;
}

export interface ConsumerTuning {
  /** Silence after which Kafka gives this consumer's partitions to others, ms: bounds recovery from a kill -9. Default 8,000. */
  readonly sessionTimeoutMs?: number;
  /** Default 1,500; below a third of sessionTimeoutMs. */
  readonly heartbeatIntervalMs?: number;
  /** How long a rebalance waits for a batch in work, ms. Default 20,000. */
  readonly rebalanceTimeoutMs?: number;
  /** A batch that takes longer loses its partition: heartbeats end. Default 300,000. */
  readonly batchTimeoutMs?: number;
  /** How long stop() waits for batches in work, ms. Default 30,000. */
  readonly stopTimeoutMs?: number;
  /** Longest wait of one fetch where nothing is new, ms. Default 250. */
  readonly maxWaitMs?: number;
  /** A fetch waits for this many bytes, at most maxWaitMs: fewer and larger batches at low rates. Default 1. */
  readonly minBytes?: number;
  /** Bytes of one fetch over all partitions. Default 8 MiB. */
  readonly maxBytes?: number;
  /** Without any sign of life for this long the client is thrown away and built anew, ms. Default 30,000. */
  readonly stallTimeoutMs?: number;
  /** Delays of a batch that failed and may succeed later. Default 200 ms doubled up to 10 s. */
  readonly retry?: BackoffLimits;
  /** Delays between attempts to reach Kafka. Default 200 ms doubled up to 5 s. */
  readonly reconnect?: BackoffLimits;
}

export interface ConsumerOptions {
  readonly config: StreamConfig;
  readonly groupId: string;
  readonly topics: readonly string[];
  /**
   * Next offset of each of these partitions, from where they are stored with what the messages produced. Partitions
   * that are missing start at the beginning or the end (`fromBeginning`). Called on assignment and again after each
   * failed batch, so that a commit whose answer was lost is not done twice. Tried again for ever, unless the error says `retriable: false`.
   */
  loadOffsets(topic: string, partitions: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /**
   * Handles one batch: all of it, or throw. An error with `retriable: true` brings the partition's messages again after a
   * while, for ever; any other error ends the consumer (onFatal). One batch of a partition at a time.
   */
  eachBatch(batch: PartitionBatch, control: BatchControl): Promise<void>;
  /** Partitions handled at the same time. Default 1. */
  readonly concurrency?: number;
  /** Default 1 MiB. One larger message still comes. */
  readonly maxBytesPerPartition?: number;
  /** Where partitions without a stored offset start. Default true. */
  readonly fromBeginning?: boolean;
  /** All partitions this consumer has now; called on each rebalance, after the offsets were loaded. */
  onAssigned?(partitions: readonly TopicPartition[]): void;
  /** Partitions that another consumer has now. */
  onRevoked?(partitions: readonly TopicPartition[]): void;
  /** Messages expired before they were read, or the topic was made anew. Throw to refuse. */
  onReset?(reset: OffsetReset): void;
  /** The consumer has ended and stays so. Without this handler the error is thrown and ends the process. */
  onFatal?(error: Error): void;
  /** Also tell Kafka the offsets, a few seconds late, for its tools. They are never read. Default false. */
  readonly commitToKafka?: boolean;
  readonly tuning?: ConsumerTuning;
}

export type ConsumerState = 'starting' | 'joining' | 'running' | 'reconnecting' | 'stopping' | 'stopped' | 'failed';

export interface StreamHealth {
  readonly state: ConsumerState;
  /** ms since the epoch; null before the first one. */
  readonly lastHeartbeatAt: number | null;
  readonly assigned: readonly TopicPartition[];
  /** Partitions that wait after a failed batch. */
  readonly waiting: readonly (TopicPartition & { readonly attempt: number; readonly reason: string })[];
  /** Times the client was built anew. */
  readonly rebuilt: number;
}

/** All settings with their defaults. */
export interface Resolved {
  readonly concurrency: number;
  readonly maxBytesPerPartition: number;
  readonly fromBeginning: boolean;
  readonly tuning: Required<ConsumerTuning>;
}

export function resolveOptions(options: ConsumerOptions): Resolved {
  const tuning: Required<ConsumerTuning> = {
    sessionTimeoutMs: 8_000,
    heartbeatIntervalMs: 1_500,
    rebalanceTimeoutMs: 20_000,
    batchTimeoutMs: 300_000,
    stopTimeoutMs: 30_000,
    maxWaitMs: 250,
    minBytes: 1,
    maxBytes: 8 * 1024 * 1024,
    stallTimeoutMs: 30_000,
    retry: { first: 200, max: 10_000 },
    reconnect: { first: 200, max: 5_000 },
    ...options.tuning,
  };
  if (options.topics.length === 0) throw new RangeError('a consumer needs at least one topic');
  if (tuning.heartbeatIntervalMs * 3 > tuning.sessionTimeoutMs)
    throw new RangeError(
      `heartbeatIntervalMs ${tuning.heartbeatIntervalMs} must be at most a third of sessionTimeoutMs ${tuning.sessionTimeoutMs}`,
    );
  return {
    concurrency: options.concurrency ?? 1,
    maxBytesPerPartition: options.maxBytesPerPartition ?? 1024 * 1024,
    fromBeginning: options.fromBeginning ?? true,
    tuning,
  };
}
