import { setTimeout as delay } from 'node:timers/promises';
import { domainOfTopic, THINGS_TOPIC, TOPICS } from '@citywatch/contracts';
import { createConsumer, type BatchControl, type PartitionBatch, type StreamConsumer } from '@citywatch/stream';
import { createPool, isRetriable, maintain, type Pool } from '@citywatch/timescale';
import type { Logger } from 'pino';
import { BatchWriter, type Stored } from './batch.writer.js';
import { Catalogue } from './catalogue.writer.js';
import type { WriterConfig } from './config.js';
import { LatestWriter } from './latest.writer.js';
import { storeMetadata } from './metadata.writer.js';
import { WriterMetrics } from './metrics.js';
import { loadOffsets, type OffsetStep } from './offset.writer.js';
import { planBatch } from './plan-batch.js';

/** Where a partition stands: what the database says, and from where messages are new (differs when a topic was made anew). */
interface Position {
  stored: number | null;
  from: number;
}

const positionKey = (topic: string, partition: number): string => `${topic}/${partition}`;

/** The writer: telemetry and metadata from Kafka into TimescaleDB, each message's effect once. */
export class WriterService {
  readonly metrics: WriterMetrics;
  readonly #config: WriterConfig;
  readonly #log: Logger;
  readonly #pool: Pool;
  readonly #catalogue: Catalogue;
  readonly #batches: BatchWriter;
  readonly #latest: LatestWriter;
  readonly #consumer: StreamConsumer;
  readonly #positions = new Map<string, Position>();
  readonly #stopping = new AbortController();
  readonly #loops: Promise<void>[] = [];
  #fatal: Error | null = null;

  /** @param onFatal something that no retry can help; the service has stopped reading */
  constructor(config: WriterConfig, log: Logger, onFatal: (error: Error) => void) {
    this.#config = config;
    this.#log = log;
    this.#pool = createPool({
      ...config.database,
      max: config.concurrency + 3,
      applicationName: `${config.groupPrefix}writer`,
      statementTimeoutMs: 60_000,
      onError: (error) => log.debug({ reason: error.message }, 'a database connection broke'),
    });
    this.#catalogue = new Catalogue(this.#pool, config.catalogue);
    this.#batches = new BatchWriter(this.#pool);
    this.#latest = new LatestWriter(this.#pool);
    this.metrics = new WriterMetrics(() => this.#catalogue.size);
    this.#consumer = createConsumer({
      config: { ...config.stream, log: (level, message, details) => log[level](details, message) },
      groupId: config.kafkaGroup,
      topics: TOPICS.map(({ name }) => config.topicPrefix + name),
      loadOffsets: (topic, partitions) => this.#loadPositions(topic, partitions),
      eachBatch: (batch, control) => this.#handle(batch, control),
      concurrency: config.concurrency,
      maxBytesPerPartition: config.fetchBytes,
      onAssigned: () => this.#heal(),
      onRevoked: (partitions) => partitions.forEach(({ topic, partition }) => this.metrics.revoked(topic, partition)),
      onReset: ({ topic, partition, next }) => {
        const position = this.#positions.get(positionKey(topic, partition));
        if (position) position.from = next;
      },
      onFatal: (error) => {
        this.#fatal = error;
        onFatal(error);
      },
      commitToKafka: true,
      tuning: {
        sessionTimeoutMs: config.sessionTimeoutMs,
        maxWaitMs: config.fetchWaitMs,
        minBytes: config.fetchMinBytes,
        // Eight full partitions: all of 18 in one answer would be most of the memory.
        maxBytes: config.fetchBytes * 8,
        retry: { first: 200, max: 3_000 },
      },
    });
  }

  /** The consumer in consumer_offset. */
  get name(): string {
    return `${this.#config.groupPrefix}writer`;
  }

  /** Begins; waits for Kafka and the database as long as it takes. */
  start(): void {
    this.#loops.push(
      this.#loop(this.#config.latestIntervalMs, 'observation_latest', () => this.#latest.flush()),
      ...(this.#config.upkeepIntervalMs > 0
        ? [this.#loop(this.#config.upkeepIntervalMs, 'upkeep', () => this.#upkeep())]
        : []),
      this.#begin(),
    );
  }

  /** Finishes and commits what is in work, then closes everything. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#consumer.stop();
    await Promise.all(this.#loops);
    await this.#latest
      .flush()
      .catch((error: Error) => this.#log.warn(`observation_latest not flushed: ${error.message}`));
    await this.#pool.end();
  }

  /** Null while it may go on working by itself. */
  alive(): string | null {
    return this.#fatal?.message ?? null;
  }

  /** Null when it reads and the database answers. */
  async ready(): Promise<string | null> {
    const { state, waiting } = this.#consumer.health();
    if (state !== 'running') return `the Kafka consumer is ${state}`;
    if (waiting.length > 0) return `${waiting.length} partitions wait: ${waiting[0].reason}`;
    const answer = this.#pool.query('select 1').then(
      () => null,
      (error: Error) => `the database does not answer: ${error.message}`,
    );
    // Whoever asks for health waits for seconds, not for the pool's own timeout.
    return Promise.race([answer, delay(2_000, 'the database does not answer within 2 s', { ref: false })]);
  }

  async #begin(): Promise<void> {
    for (let pause = 200; !this.#stopping.signal.aborted; pause = Math.min(pause * 2, 5_000)) {
      try {
        await this.#catalogue.load();
        break;
      } catch (error) {
        this.#log.warn(`the catalogue cannot be loaded: ${(error as Error).message}; trying again`);
        await this.#pause(pause * (0.5 + Math.random() / 2));
      }
    }
    if (!this.#stopping.signal.aborted) await this.#consumer.start();
  }

  async #loadPositions(topic: string, partitions: readonly number[]): Promise<Map<number, number>> {
    const stored = await loadOffsets(this.#pool, this.name, topic, partitions);
    for (const partition of partitions) {
      const next = stored.get(partition) ?? null;
      this.#positions.set(positionKey(topic, partition), { stored: next, from: next ?? 0 });
    }
    return stored;
  }

  async #handle(batch: PartitionBatch, control: BatchControl): Promise<void> {
    const position = this.#positions.get(positionKey(batch.topic, batch.partition));
    const next = batch.lastOffset + 1;
    if (control.isStale() || !position || next <= position.from) return;
    const startedAt = performance.now();
    // Before the attempt too: while the database is away this is what an alert sees grow.
    this.metrics.lag(batch.topic, batch.partition, batch.highWatermark - position.from);
    try {
      await this.#store(batch, position, next);
    } catch (error) {
      this.metrics.retry();
      if (!isRetriable(error)) throw error;
      throw Object.assign(error as Error, { retriable: true });
    }
    this.metrics.batch((performance.now() - startedAt) / 1000);
    this.metrics.lag(batch.topic, batch.partition, batch.highWatermark - next);
  }

  async #store(batch: PartitionBatch, position: Position, next: number): Promise<void> {
    const { topic, partition } = batch;
    const messages = batch.messages.filter(({ offset }) => offset >= position.from);
    const step: OffsetStep = { consumer: this.name, topic, partition, expected: position.stored, next };
    const now = Date.now();
    if (topic === this.#config.topicPrefix + THINGS_TOPIC.name) {
      for (const { account, refused } of await storeMetadata(this.#pool, step, messages, this.#config.clock, now))
        this.metrics.committed(
          account,
          refused.map(({ code }) => code),
        );
    } else {
      const domain = domainOfTopic(topic);
      if (domain === undefined) throw new Error(`no schema for topic ${topic}`);
      const { clock, maxMessageBytes: maxBytes } = this.#config;
      const outcomes = await this.#catalogue.resolve(planBatch(messages, { domain, maxBytes, clock, now }));
      await this.#batches.store(step, outcomes, (stored) => this.#committed(stored));
    }
    position.stored = next;
    position.from = next;
  }

  #committed({ account, refused, fresh }: Stored): void {
    this.#latest.note(fresh);
    this.metrics.committed(
      account,
      refused.map(({ code }) => code),
    );
  }

  /** A writer that was killed may have stored what it had not flushed. Late is as good as at once. */
  #heal(): void {
    this.#latest.heal().catch((error: Error) => this.#log.warn(`observation_latest not healed: ${error.message}`));
  }

  async #upkeep(): Promise<void> {
    const startedAt = performance.now();
    const { done, flagged, buckets, droppedChunks, forgotten } = await maintain(this.#pool, {
      signal: this.#stopping.signal,
    });
    if (!done) return;
    const seconds = (performance.now() - startedAt) / 1000;
    this.metrics.upkeep(seconds);
    if (droppedChunks > 0)
      this.#log.info({ droppedChunks }, 'dropped chunks that are past retention or over the disk budget');
    this.#log.debug({ flagged, buckets, forgotten, seconds }, 'upkeep');
    // Never more than a fifth of the time, however much a back-fill has invalidated.
    await this.#pause(seconds * 4_000);
  }

  async #loop(intervalMs: number, what: string, body: () => Promise<void>): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#pause(intervalMs);
      if (this.#stopping.signal.aborted) return;
      await body().catch((error: Error) => this.#log.warn(`${what}: ${error.message}; trying again`));
    }
  }

  #pause(ms: number): Promise<void> {
    return delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
