import type { Consumer, EachBatchPayload } from 'kafkajs';
import { backoffDelay, delay, withDeadline } from './backoff.js';
import { stderrLogger, type StreamLogger } from './calm-log.js';
import { resolveOptions, type BatchControl, type ConsumerOptions, type Resolved } from './consumer-options.js';
import { isRetriable, protocolType, rootCause, StreamError } from './errors.js';
import { createKafka } from './kafka-client.js';
import { OffsetCommitter } from './offset-committer.js';
import { OffsetLoader } from './offset-loader.js';
import { toPartitionBatch, type TopicPartition } from './partition-batch.js';
import { PartitionGate, partitionKey } from './partition-gate.js';
import { Watchdog } from './watchdog.js';

export type SessionEnd = { kind: 'stopped' } | { kind: 'lost' | 'fatal'; error: Error };

export interface SessionHooks {
  /** Offsets of all these partitions are loaded; fetching begins. */
  onReady(partitions: readonly TopicPartition[]): void;
  onJoining(): void;
  isPausedByUser(at: TopicPartition): boolean;
}

interface Waiting extends TopicPartition {
  readonly attempt: number;
  readonly reason: string;
}

// The member is no longer in the group: what it holds belongs to others.
const EXPELLED = new Set(['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID']);
const WATCH_MS = 1_000;

/** One life of a kafkajs consumer: from its connection until it is stopped, lost or fails for good. */
export class ConsumerSession {
  lastHeartbeatAt: number | null = null;
  assigned: readonly TopicPartition[] = [];
  isLoading = true;

  readonly #options: ConsumerOptions;
  readonly #resolved: Resolved;
  readonly #hooks: SessionHooks;
  readonly #log: StreamLogger;
  readonly #kafka: Consumer;
  readonly #gate: PartitionGate;
  readonly #watchdog: Watchdog;
  readonly #committer: OffsetCommitter | null;
  readonly #loader: OffsetLoader;
  readonly #over = new AbortController();
  readonly #inWork = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #end: Promise<SessionEnd>;
  #resolveEnd!: (end: SessionEnd) => void;
  /** Rises with each assignment: a batch of an older one is stale. */
  #generation = 0;
  #expelled = -1;
  #stopped: Promise<void> | null = null;
  #joined: Promise<void> = Promise.resolve();

  constructor(options: ConsumerOptions, hooks: SessionHooks) {
    this.#options = options;
    this.#resolved = resolveOptions(options);
    this.#hooks = hooks;
    this.#log = options.config.log ?? stderrLogger;
    const { tuning, maxBytesPerPartition } = this.#resolved;
    this.#kafka = createKafka(options.config).consumer({
      groupId: options.groupId,
      sessionTimeout: tuning.sessionTimeoutMs,
      heartbeatInterval: tuning.heartbeatIntervalMs,
      rebalanceTimeout: tuning.rebalanceTimeoutMs,
      maxBytesPerPartition,
      maxBytes: tuning.maxBytes,
      maxWaitTimeInMs: tuning.maxWaitMs,
      minBytes: tuning.minBytes,
      allowAutoTopicCreation: false,
      // A crash ends this session; the next one starts from a clean client.
      retry: { retries: 3, initialRetryTime: 150, maxRetryTime: 1_000, restartOnFailure: async () => false },
    });
    this.#gate = new PartitionGate((at, open) => this.#applyGate(at, open));
    this.#watchdog = new Watchdog(Math.ceil(tuning.stallTimeoutMs / WATCH_MS));
    this.#committer = options.commitToKafka ? new OffsetCommitter(this.#kafka) : null;
    this.#loader = new OffsetLoader(options, this.#over.signal, (at, next) =>
      this.#kafka.seek({ ...at, offset: String(next) }),
    );
    this.#end = new Promise((resolve) => (this.#resolveEnd = resolve));
  }

  get waiting(): readonly Waiting[] {
    return [...this.#waiting.values()];
  }

  /** Runs until the session is over, and cleans up after it. */
  async run(): Promise<SessionEnd> {
    this.#listen();
    const watch = setInterval(() => {
      if (this.#inWork.size > 0) this.#watchdog.sign();
      if (this.#watchdog.tick()) this.#finish('lost', new Error('the client shows no sign of life'));
    }, WATCH_MS);
    this.#joined = this.#begin();
    this.#joined.catch((error: unknown) => this.#finish('lost', error));
    const end = await this.#end;
    clearInterval(watch);
    this.#over.abort();
    this.#committer?.stop();
    await this.#firstJoin();
    await withDeadline(
      this.#kafka.disconnect().catch(() => undefined),
      5_000,
      undefined,
    );
    // What a lost session still has in work is stale; the next one must not meet it.
    await withDeadline(Promise.allSettled(this.#inWork.values()), this.#resolved.tuning.batchTimeoutMs, undefined);
    return end;
  }

  /** Finishes the batches in work, at most for stopTimeoutMs. */
  async stop(): Promise<void> {
    this.#stopped ??= (async () => {
      await this.#firstJoin();
      await withDeadline(
        this.#kafka.stop().catch(() => undefined),
        this.#resolved.tuning.stopTimeoutMs,
        undefined,
      );
      this.#resolveEnd({ kind: 'stopped' });
    })();
    await this.#stopped;
  }

  applyPauses(): void {
    for (const at of this.assigned) {
      if (this.#hooks.isPausedByUser(at)) this.#gate.close(at, 'user');
      else this.#gate.open(at, 'user');
    }
  }

  async #begin(): Promise<void> {
    await this.#kafka.connect();
    await this.#kafka.subscribe({ topics: [...this.#options.topics], fromBeginning: true });
    if (this.#stopped) return;
    await this.#kafka.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.#resolved.concurrency,
      eachBatch: (payload) => this.#handle(payload),
    });
  }

  /**
   * kafkajs ignores a stop during its first join, forgets the member, and the member then lives on: it holds
   * partitions, sends heartbeats and reads nothing. A stop while it connects leaves the connection open. So both are waited for.
   */
  async #firstJoin(): Promise<void> {
    await withDeadline(
      this.#joined.catch(() => undefined),
      this.#resolved.tuning.stopTimeoutMs,
      undefined,
    );
  }

  #listen(): void {
    const { events } = this.#kafka;
    const sign = (): void => this.#watchdog.sign();
    this.#kafka.on(events.CRASH, ({ payload }) => this.#finish('lost', payload.error));
    this.#kafka.on(events.HEARTBEAT, () => {
      this.lastHeartbeatAt = Date.now();
      sign();
    });
    this.#kafka.on(events.FETCH, sign);
    this.#kafka.on(events.REBALANCING, () => this.#hooks.onJoining());
    // Runs inside kafkajs' join, before it fetches: partitions are closed in time.
    this.#kafka.on(events.GROUP_JOIN, ({ payload }) => {
      sign();
      this.lastHeartbeatAt = Date.now();
      this.#assign(
        Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
          partitions.map((partition) => ({ topic, partition })),
        ),
      );
    });
  }

  #assign(partitions: readonly TopicPartition[]): void {
    const generation = ++this.#generation;
    this.assigned = partitions;
    this.isLoading = true;
    this.#waiting.clear();
    for (const at of partitions) {
      this.#gate.close(at, 'loading');
      this.#gate.open(at, 'waiting');
    }
    this.applyPauses();
    this.#load(partitions, generation).then(
      (loaded) => {
        if (!loaded) return;
        this.isLoading = false;
        this.#hooks.onReady(partitions);
        for (const at of partitions) this.#gate.open(at, 'loading');
      },
      (error: unknown) => this.#finish('fatal', error),
    );
  }

  /** Seeks to the stored offsets. False when another assignment came in between. */
  async #load(partitions: readonly TopicPartition[], generation: number): Promise<boolean> {
    await Promise.allSettled(partitions.map((at) => this.#inWork.get(partitionKey(at.topic, at.partition))));
    return this.#loader.load(partitions, () => this.#over.signal.aborted || generation !== this.#generation);
  }

  async #handle(payload: EachBatchPayload): Promise<void> {
    const at = { topic: payload.batch.topic, partition: payload.batch.partition };
    if (payload.isStale() || !payload.isRunning() || !this.#gate.isOpen(at) || this.#over.signal.aborted) return;
    const key = partitionKey(at.topic, at.partition);
    const work = this.#work(payload, at);
    this.#inWork.set(key, work);
    try {
      await work;
    } finally {
      this.#inWork.delete(key);
    }
  }

  async #work(payload: EachBatchPayload, at: TopicPartition): Promise<void> {
    const generation = this.#generation;
    const isStale = (): boolean =>
      this.#over.signal.aborted ||
      generation !== this.#generation ||
      generation === this.#expelled ||
      payload.isStale();
    const heartbeat = async (): Promise<void> => {
      try {
        await payload.heartbeat();
      } catch (error) {
        if (EXPELLED.has(protocolType(error) ?? '')) this.#expelled = generation;
      }
    };
    const control: BatchControl = { heartbeat, isStale };
    const { heartbeatIntervalMs, batchTimeoutMs } = this.#resolved.tuning;
    const beats = setInterval(() => void heartbeat(), heartbeatIntervalMs);
    const lapse = setTimeout(() => clearInterval(beats), batchTimeoutMs);
    try {
      const batch = toPartitionBatch(payload.batch);
      // Compaction and transactions leave batches of which no message is left.
      if (batch.messages.length > 0) await this.#options.eachBatch(batch, control);
      if (isStale()) return;
      payload.resolveOffset(payload.batch.lastOffset());
      this.#waiting.delete(partitionKey(at.topic, at.partition));
      this.#committer?.note(at, batch.lastOffset + 1);
    } catch (error) {
      // The partition has gone: that its batch could not be committed is how it should be.
      if (isStale()) this.#log('debug', `${at.topic}/${at.partition}: stale batch dropped`, { ...at });
      else if (isRetriable(error)) this.#wait(at, error, generation);
      else this.#finish('fatal', error);
    } finally {
      clearInterval(beats);
      clearTimeout(lapse);
    }
  }

  /** Brings the partition's messages again, from the stored offset, after a while. */
  #wait(at: TopicPartition, error: unknown, generation: number): void {
    const key = partitionKey(at.topic, at.partition);
    const attempt = (this.#waiting.get(key)?.attempt ?? 0) + 1;
    const reason = rootCause(error).message;
    this.#waiting.set(key, { ...at, attempt, reason });
    this.#log(attempt === 1 ? 'warn' : 'debug', `${key}: ${reason}; trying again until it works`, { ...at, attempt });
    this.#gate.close(at, 'waiting');
    const again = async (): Promise<void> => {
      await delay(backoffDelay(attempt, this.#resolved.tuning.retry, Math.random()), this.#over.signal);
      if (await this.#load([at], generation)) this.#gate.open(at, 'waiting');
    };
    again().catch((failure: unknown) => this.#finish('fatal', failure));
  }

  #applyGate({ topic, partition }: TopicPartition, open: boolean): void {
    if (this.#over.signal.aborted) return;
    try {
      if (open) this.#kafka.resume([{ topic, partitions: [partition] }]);
      else this.#kafka.pause([{ topic, partitions: [partition] }]);
    } catch {
      // kafkajs is between two groups: the next assignment closes and opens anew.
    }
  }

  #finish(kind: 'lost' | 'fatal', cause: unknown): void {
    const error =
      cause instanceof Error ? cause : new StreamError('unknown', `the consumer failed: ${String(cause)}`, { cause });
    this.#resolveEnd({ kind, error });
  }
}
