import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { ForecastSettings } from '@citywatch/detection';
import {
  createConsumer,
  type BatchControl,
  type PartitionBatch,
  type StreamConsumer,
  type StreamMessage,
} from '@citywatch/stream';
import { createPool, isRetriable, listen, type Listener, type Pool } from '@citywatch/timescale';
import type { Logger } from 'pino';
import type { PeersConfig } from './config.js';
import type { ConsumerMetrics } from './consumer-metrics.js';
import type { Adoption } from './detection-changes.js';
import { DetectionChangesService } from './detection-changes.service.js';
import { DetectorRepository } from './detector.repository.js';
import { keyOf, type HeldPartition } from './held-partition.js';
import type { Monitored } from './monitor.service.js';

/** What it is told of by the database. */
const CHANNELS = ['catalogue', 'detection'];
/** Connections beside those of the batches: one for the tick, one for questions. */
const MORE_CONNECTIONS = 2;

export interface PartitionConsumerOptions<M extends ConsumerMetrics> {
  /** In the group's name, and in the log. */
  readonly name: string;
  /** Without their prefix. */
  readonly topics: readonly string[];
  readonly config: Omit<PeersConfig, 'peers'>;
  readonly log: Logger;
  readonly metrics: M;
  /** Batches at a time. */
  readonly concurrency: number;
  readonly maxWaitMs: number;
  readonly forecast?: ForecastSettings;
}

/** What is saved of a partition, with the offset from which a restart must read. */
export interface PlannedCheckpoint {
  readonly next: number;
  store(): Promise<void>;
  /** It could not be stored: everything in it is unsaved again. */
  undo(): void;
}

/**
 * A process that judges the partitions it is given. States and offset are saved together, and memory becomes what they say
 * on assignment and after each failure; it follows what people change about detection, from an offset that each partition notes.
 */
export abstract class PartitionConsumer<H extends HeldPartition, M extends ConsumerMetrics>
  implements OnApplicationBootstrap, OnApplicationShutdown, Monitored
{
  protected readonly name: string;
  protected readonly metrics: M;
  protected readonly pool: Pool;
  protected readonly repository: DetectorRepository;
  protected readonly changes: DetectionChangesService;
  private readonly consumer: StreamConsumer;
  private readonly partitions = new Map<string, H>();
  private listener: Listener | null = null;
  private timer: NodeJS.Timeout | null = null;
  private ticking: Promise<void> = Promise.resolve();
  private started = false;
  private catalogueChanged = false;
  private fatal: Error | null = null;

  constructor(private readonly options: PartitionConsumerOptions<M>) {
    const { config, log, metrics, concurrency, maxWaitMs, topics } = options;
    this.name = `${config.groupPrefix}${options.name}`;
    this.metrics = metrics;
    this.pool = createPool({
      ...config.database,
      max: concurrency + MORE_CONNECTIONS,
      applicationName: this.name,
      onError: (error) => log.debug({ reason: error.message }, 'a database connection broke'),
    });
    this.repository = new DetectorRepository(this.pool, this.name);
    this.changes = new DetectionChangesService(this.pool, this.name, config, options.forecast);
    this.consumer = createConsumer({
      config: { ...config.stream, log: (level, message, details) => log[level](details, message) },
      groupId: this.name,
      topics: topics.map((topic) => config.topicPrefix + topic),
      loadOffsets: (topic, partitions) => this.assign(topic, partitions),
      eachBatch: (batch, control) => this.handle(batch, control),
      concurrency,
      onRevoked: (partitions) => partitions.forEach(({ topic, partition }) => this.revoke(topic, partition)),
      onReset: ({ topic, partition, next }) => {
        const held = this.partitions.get(keyOf(topic, partition));
        if (held !== undefined) held.next = next;
      },
      onFatal: (error) => {
        this.fatal = error;
        log.fatal({ err: error }, `the ${options.name} process cannot go on`);
        process.exitCode = 1;
        process.kill(process.pid, 'SIGTERM');
      },
      tuning: { sessionTimeoutMs: config.sessionTimeoutMs, maxWaitMs, retry: { first: 200, max: 3_000 } },
    });
  }

  /** The partition as its checkpoint in the database says. */
  protected abstract takeUp(
    topic: string,
    partition: number,
    stored: number | null,
    adoptions: readonly Adoption[],
  ): Promise<H>;
  /** Judges messages in their order and stores what it finds. @returns how many of them it refused */
  protected abstract judge(held: H, messages: readonly StreamMessage[]): Promise<number>;
  /** Takes up what the catalogue now says of the partition's Datastreams. */
  protected abstract describeAgain(held: H): Promise<void>;
  /** What of the partition differs from its last checkpoint; null: nothing, or it cannot be saved now. */
  protected abstract planCheckpoint(held: H): PlannedCheckpoint | null;

  /** Once, before the first message; again at the next tick where it throws. */
  protected prepare(): Promise<void> {
    return Promise.resolve();
  }
  /** At each tick: once, and for each partition. */
  protected work(): Promise<void> {
    return Promise.resolve();
  }
  protected tend(_held: H): Promise<void> {
    return Promise.resolve();
  }
  /** After the last checkpoint. */
  protected end(): Promise<void> {
    return Promise.resolve();
  }

  get registry() {
    return this.metrics.registry;
  }

  onApplicationBootstrap(): void {
    const { config, log } = this.options;
    this.listener = listen({
      ...config.database,
      channels: CHANNELS,
      onNotify: (channel) => this.heard(channel),
      onListening: () => CHANNELS.forEach((channel) => this.heard(channel)),
      onError: (error) => log.debug({ reason: error.message }, 'the notification link broke'),
    });
    const tick = () => {
      this.ticking = this.ticking.then(() => this.tick()).catch((error: Error) => this.failed('tick', error));
    };
    tick();
    this.timer = setInterval(tick, config.tickMs);
  }

  /** Finishes the batches in work, saves everything, closes. */
  async onApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.consumer.stop();
    await this.ticking;
    for (const held of this.held) await this.save(held).catch((error: Error) => this.failed('last checkpoint', error));
    await this.end();
    await this.listener?.close();
    await this.pool.end();
  }

  alive(): string | null {
    return this.fatal?.message ?? null;
  }

  async ready(): Promise<string | null> {
    const { state, waiting } = this.consumer.health();
    if (state !== 'running') return `the Kafka consumer is ${state}`;
    if (waiting.length > 0) return `${waiting.length} partitions wait: ${waiting[0].reason}`;
    return this.pool.query('select 1').then(
      () => null,
      (error: Error) => `the database does not answer: ${error.message}`,
    );
  }

  protected get held(): H[] {
    return [...this.partitions.values()];
  }

  /** While it runs there is no checkpoint of the partition. */
  protected async working(held: H, body: () => Promise<void>): Promise<void> {
    held.inWork++;
    try {
      await body();
    } finally {
      held.inWork--;
    }
  }

  protected failed(what: string, error: Error): void {
    this.metrics.retries.inc();
    this.options.log.warn(`${what}: ${error.message}; trying again`);
  }

  private async assign(topic: string, partitions: readonly number[]): Promise<Map<number, number>> {
    const offsets = await this.repository.loadOffsets(topic, partitions);
    const adoptions = await this.changes.loadAdoptions(topic, partitions);
    for (const partition of partitions) {
      const held = await this.takeUp(topic, partition, offsets.get(partition) ?? null, adoptions.get(partition) ?? []);
      this.partitions.set(keyOf(topic, partition), held);
    }
    return offsets;
  }

  /** Another has it: what is not saved it reads again. */
  private revoke(topic: string, partition: number): void {
    this.partitions.delete(keyOf(topic, partition));
    this.metrics.forget(topic, partition);
  }

  private async handle(batch: PartitionBatch, control: BatchControl): Promise<void> {
    const held = this.partitions.get(keyOf(batch.topic, batch.partition));
    if (control.isStale() || held === undefined || batch.lastOffset < held.next) return;
    const end = this.metrics.seconds.startTimer();
    try {
      await this.working(held, () => this.read(held, batch));
      if (!control.isStale()) await this.saveWhenDue(held);
    } catch (error) {
      this.metrics.retries.inc();
      if (!isRetriable(error)) throw error;
      throw Object.assign(error as Error, { retriable: true });
    } finally {
      end();
    }
  }

  private async read(held: H, batch: PartitionBatch): Promise<void> {
    const messages = batch.messages.filter(({ offset }) => offset >= held.next);
    await this.changes.adopt(held, batch.highWatermark);
    const refused = await this.judge(held, messages);
    held.next = batch.lastOffset + 1;
    held.caughtUp = held.next >= batch.highWatermark;
    const lag = Math.max(0, batch.highWatermark - held.next);
    this.metrics.noteBatch(held, { consumed: messages.length, refused, lag });
  }

  private heard(channel: string): void {
    if (channel === 'catalogue') this.catalogueChanged = true;
    else this.changes.stale = true;
  }

  /** By the clock: news of the catalogue and of settings, and each partition's own. */
  private async tick(): Promise<void> {
    if (!this.started) await this.start();
    if (this.catalogueChanged) {
      this.catalogueChanged = false;
      for (const held of this.held) await this.describeAgain(held);
    }
    if (this.changes.stale) await this.changes.learn();
    await this.work();
    for (const held of this.held)
      await this.attend(held).catch((error: Error) => this.failed(keyOf(held.topic, held.partition), error));
  }

  private async start(): Promise<void> {
    await this.prepare();
    this.started = true;
    this.consumer.start().catch((error: Error) => this.failed('start', error));
  }

  private async attend(held: H): Promise<void> {
    if (held.inWork === 0 && held.caughtUp) await this.working(held, () => this.changes.adopt(held, held.next));
    await this.tend(held);
    await this.saveWhenDue(held);
  }

  private async saveWhenDue(held: H): Promise<void> {
    if (Date.now() - held.savedAt >= this.options.config.checkpointMs) await this.save(held);
  }

  /** Saves the partition, unless something is between its messages and what they say; then it is tried again soon. */
  private async save(held: H): Promise<void> {
    if (held.inWork > 0 || held.saving) return;
    const checkpoint = this.planCheckpoint(held);
    if (checkpoint === null) return;
    held.savedAt = Date.now();
    held.saving = true;
    try {
      await checkpoint.store();
      held.stored = checkpoint.next;
    } catch (error) {
      checkpoint.undo();
      throw error;
    } finally {
      held.saving = false;
    }
  }
}
