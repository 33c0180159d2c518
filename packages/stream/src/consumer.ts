import { backoffDelay, delay } from './backoff.js';
import { Outage, stderrLogger, type StreamLogger } from './calm-log.js';
import { resolveOptions, type StreamHealth, type ConsumerOptions, type ConsumerState } from './consumer-options.js';
import { ConsumerSession } from './consumer-session.js';
import { protocolType } from './errors.js';
import { partitionKey } from './partition-gate.js';
import type { TopicPartition } from './partition-batch.js';

export interface StreamConsumer {
  /** Starts; resolves when the first partitions are assigned, or when it is stopped or fails before. Waits for Kafka for ever. */
  start(): Promise<void>;
  /** Finishes the batches in work, leaves the group, disconnects. */
  stop(): Promise<void>;
  /** Stops fetching from a topic, or from some of its partitions; lasts over rebalances. */
  pause(topic: string, partitions?: readonly number[]): void;
  resume(topic: string, partitions?: readonly number[]): void;
  health(): StreamHealth;
}

/**
 * A consumer whose offsets are stored by its user, not in Kafka. It outlives brokers: a client that crashes or falls silent
 * is thrown away and built anew, for ever (kafkajs #1443, #1445, #1720).
 */
export function createConsumer(options: ConsumerOptions): StreamConsumer {
  return new LastingConsumer(options);
}

class LastingConsumer implements StreamConsumer {
  readonly #options: ConsumerOptions;
  readonly #log: StreamLogger;
  readonly #outage: Outage;
  readonly #stopping = new AbortController();
  readonly #pausedByUser = new Map<string, TopicPartition | { topic: string; partition: null }>();
  #session: ConsumerSession | null = null;
  #loop: Promise<void> | null = null;
  #state: ConsumerState = 'starting';
  #rebuilt = 0;
  #revocable: readonly TopicPartition[] = [];

  constructor(options: ConsumerOptions) {
    resolveOptions(options);
    this.#options = options;
    this.#log = options.config.log ?? stderrLogger;
    this.#outage = new Outage(this.#log, `Kafka consumer ${options.groupId}`);
  }

  async start(): Promise<void> {
    if (this.#loop) throw new Error(`consumer ${this.#options.groupId} was started before; make a new one`);
    await new Promise<void>((resolve) => {
      this.#loop = this.#run(resolve).finally(resolve);
    });
  }

  async stop(): Promise<void> {
    if (this.#state !== 'failed' && this.#state !== 'stopped') this.#state = 'stopping';
    this.#stopping.abort();
    await this.#session?.stop();
    await this.#loop;
    if (this.#state !== 'failed') this.#state = 'stopped';
  }

  pause(topic: string, partitions?: readonly number[]): void {
    for (const partition of partitions ?? [null]) {
      this.#pausedByUser.set(partition === null ? topic : partitionKey(topic, partition), { topic, partition });
    }
    this.#session?.applyPauses();
  }

  resume(topic: string, partitions?: readonly number[]): void {
    if (partitions === undefined)
      for (const [key, at] of this.#pausedByUser) {
        if (at.topic === topic) this.#pausedByUser.delete(key);
      }
    else for (const partition of partitions) this.#pausedByUser.delete(partitionKey(topic, partition));
    this.#session?.applyPauses();
  }

  health(): StreamHealth {
    const session = this.#session;
    const live = this.#state === 'running' || this.#state === 'joining' || this.#state === 'stopping';
    return {
      state: this.#state === 'running' && session?.isLoading ? 'joining' : this.#state,
      lastHeartbeatAt: session?.lastHeartbeatAt ?? null,
      assigned: live ? (session?.assigned ?? []) : [],
      waiting: live ? (session?.waiting ?? []) : [],
      rebuilt: this.#rebuilt,
    };
  }

  async #run(onFirstAssignment: () => void): Promise<void> {
    const { reconnect } = resolveOptions(this.#options).tuning;
    for (let attempt = 1; !this.#stopping.signal.aborted; attempt++) {
      const session = new ConsumerSession(this.#options, {
        onReady: (partitions) => {
          attempt = 0;
          this.#state = 'running';
          this.#outage.up();
          this.#announce(partitions);
          onFirstAssignment();
        },
        onJoining: () => this.#setLive('joining'),
        isPausedByUser: ({ topic, partition }) =>
          this.#pausedByUser.has(topic) || this.#pausedByUser.has(partitionKey(topic, partition)),
      });
      this.#session = session;
      const end = await session.run();
      if (end.kind === 'stopped') break;
      if (end.kind === 'fatal') return this.#fail(end.error);
      this.#setLive('reconnecting');
      this.#outage.down(this.#explain(end.error));
      this.#rebuilt++;
      await delay(backoffDelay(Math.max(1, attempt), reconnect, Math.random()), this.#stopping.signal);
    }
    this.#announce([]);
  }

  /** Kafka says only "this server does not host this topic-partition". */
  #explain(error: Error): Error {
    if (protocolType(error) !== 'UNKNOWN_TOPIC_OR_PARTITION') return error;
    return new Error(`a topic of ${this.#options.topics.join(', ')} does not exist`);
  }

  #setLive(state: ConsumerState): void {
    if (!this.#stopping.signal.aborted) this.#state = state;
  }

  #announce(partitions: readonly TopicPartition[]): void {
    const now = new Set(partitions.map((p) => partitionKey(p.topic, p.partition)));
    const revoked = this.#revocable.filter((p) => !now.has(partitionKey(p.topic, p.partition)));
    this.#revocable = partitions;
    if (revoked.length > 0) this.#options.onRevoked?.(revoked);
    if (partitions.length > 0) this.#options.onAssigned?.(partitions);
  }

  #fail(error: Error): void {
    this.#state = 'failed';
    this.#log('error', `Kafka consumer ${this.#options.groupId} ended: ${error.message}`, { reason: error.message });
    this.#announce([]);
    if (this.#options.onFatal) return this.#options.onFatal(error);
    // Nobody listens: a process that looks alive but reads nothing is worse than one that ends.
    process.nextTick(() => {
      throw error;
    });
  }
}
