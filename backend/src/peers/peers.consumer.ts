import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { RESIDUALS_TOPIC } from '@citywatch/contracts';
import {
  createConsumer,
  ensureTopics,
  type BatchControl,
  type PartitionBatch,
  type StreamConsumer,
} from '@citywatch/stream';
import { createPool, isRetriable, listen, type Listener, type Pool } from '@citywatch/timescale';
import type { Logger } from 'pino';
import type { PeersConfig } from '../detection/config.js';
import { DetectionChangesService } from '../detection/detection-changes.service.js';
import { DetectorRepository } from '../detection/detector.repository.js';
import { keyOf } from '../detection/held-partition.js';
import type { Monitored } from '../detection/monitor.service.js';
import { HeldResiduals, readResiduals } from './held-residuals.js';
import { PeersMetrics } from './peers-metrics.js';
import { PeersRepository } from './peers.repository.js';
import { RETENTION } from './residuals.producer.js';

export const PEERS_CONFIG = Symbol('PEERS_CONFIG');
export const PEERS_LOGGER = Symbol('PEERS_LOGGER');

/** A partition of residuals and where it stands. */
interface Held {
  readonly topic: string;
  readonly partition: number;
  readonly detector: HeldResiduals;
  /** Offset in the database; null: none yet. */
  stored: number | null;
  /** Everything before is read. */
  next: number;
  caughtUp: boolean;
  /** A batch between its first message and its last stored anomaly: no checkpoint now. */
  inWork: boolean;
  saving: boolean;
  savedAt: number;
}

/**
 * Compares Datastreams with their neighbours, by the residuals that detectors tell. Doubts go into the same log as all anomalies;
 * states, desk and offset are saved together, so what is read again after a crash says the same.
 */
@Injectable()
export class PeersConsumer implements OnApplicationBootstrap, OnApplicationShutdown, Monitored {
  private readonly metrics = new PeersMetrics();
  private readonly pool: Pool;
  private readonly repository: PeersRepository;
  private readonly anomalies: DetectorRepository;
  private readonly changes: DetectionChangesService;
  private readonly consumer: StreamConsumer;
  private readonly partitions = new Map<string, Held>();
  private listener: Listener | null = null;
  private timer: NodeJS.Timeout | null = null;
  private ticking: Promise<void> = Promise.resolve();
  private started = false;
  private catalogueChanged = false;
  private fatal: Error | null = null;

  constructor(
    @Inject(PEERS_CONFIG) private readonly config: PeersConfig,
    @Inject(PEERS_LOGGER) private readonly log: Logger,
  ) {
    const { groupPrefix, topicPrefix, stream, database } = config;
    const name = `${groupPrefix}peers`;
    this.pool = createPool({
      ...database,
      max: 3,
      applicationName: name,
      onError: (error) => log.debug({ reason: error.message }, 'a database connection broke'),
    });
    this.repository = new PeersRepository(this.pool, name);
    this.anomalies = new DetectorRepository(this.pool, name);
    this.changes = new DetectionChangesService(this.pool, name, config);
    this.consumer = createConsumer({
      config: { ...stream, log: (level, message, details) => log[level](details, message) },
      groupId: name,
      topics: [topicPrefix + RESIDUALS_TOPIC.name],
      loadOffsets: (topic, partitions) => this.assign(topic, partitions),
      eachBatch: (batch, control) => this.handle(batch, control),
      concurrency: 1,
      onRevoked: (partitions) => partitions.forEach(({ topic, partition }) => this.revoke(topic, partition)),
      onReset: ({ topic, partition, next }) => {
        const held = this.partitions.get(keyOf(topic, partition));
        if (held !== undefined) held.next = next;
      },
      onFatal: (error) => {
        this.fatal = error;
        log.fatal({ err: error }, 'the peers process cannot go on');
        process.exitCode = 1;
        process.kill(process.pid, 'SIGTERM');
      },
      tuning: { sessionTimeoutMs: config.sessionTimeoutMs, maxWaitMs: 250, retry: { first: 200, max: 3_000 } },
    });
  }

  get registry() {
    return this.metrics.registry;
  }

  onApplicationBootstrap(): void {
    if (!this.config.peers) {
      this.log.info('PEERS is off: nobody is compared with neighbours');
      // Ending by itself would look like a crash, and be restarted for ever.
      this.timer = setInterval(() => undefined, this.config.tickMs);
      return;
    }
    this.listener = listen({
      ...this.config.database,
      channels: ['catalogue', 'detection'],
      onNotify: (channel) => this.heard(channel),
      onListening: () => ['catalogue', 'detection'].forEach((channel) => this.heard(channel)),
      onError: (error) => this.log.debug({ reason: error.message }, 'the notification link broke'),
    });
    this.timer = setInterval(() => {
      this.ticking = this.ticking.then(() => this.tick()).catch((error: Error) => this.failed('tick', error));
    }, this.config.tickMs);
  }

  /** Finishes the batch in work, saves everything, closes. */
  async onApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.consumer.stop();
    await this.ticking;
    for (const held of this.held) await this.save(held).catch((error: Error) => this.failed('last checkpoint', error));
    await this.listener?.close();
    await this.pool.end();
  }

  alive(): string | null {
    return this.fatal?.message ?? null;
  }

  async ready(): Promise<string | null> {
    if (!this.config.peers) return null;
    const { state, waiting } = this.consumer.health();
    if (state !== 'running') return `the Kafka consumer is ${state}`;
    if (waiting.length > 0) return `${waiting.length} partitions wait: ${waiting[0].reason}`;
    return this.pool.query('select 1').then(
      () => null,
      (error: Error) => `the database does not answer: ${error.message}`,
    );
  }

  private get held(): Held[] {
    return [...this.partitions.values()];
  }

  /** Detectors make the topic too: whoever is first. Kafka may be away, then the next tick tries again. */
  private async start(): Promise<void> {
    const { stream, topicPrefix } = this.config;
    await ensureTopics(stream, [RESIDUALS_TOPIC], { prefix: topicPrefix, settings: RETENTION });
    this.started = true;
    this.consumer.start().catch((error: Error) => this.failed('start', error));
  }

  /** On assignment, and again after each failed batch: memory becomes what the checkpoint says. */
  private async assign(topic: string, partitions: readonly number[]): Promise<Map<number, number>> {
    const offsets = await this.anomalies.loadOffsets(topic, partitions);
    const adoptions = await this.changes.loadAdoptions(topic, partitions);
    for (const partition of partitions) {
      const stored = offsets.get(partition) ?? null;
      const states = await this.repository.loadStates(topic, partition);
      const desk = await this.repository.loadDesk(topic, partition);
      const detector = new HeldResiduals(this.changes.all, adoptions.get(partition) ?? [], states, desk, stored ?? 0);
      const known = detector.stored;
      detector.describe(known, await this.repository.loadDatastreams(known));
      const at = { stored, next: stored ?? 0, caughtUp: false, inWork: false, saving: false, savedAt: Date.now() };
      this.partitions.set(keyOf(topic, partition), { topic, partition, detector, ...at });
    }
    return offsets;
  }

  /** Another has it: what is not saved it reads again. */
  private revoke(topic: string, partition: number): void {
    this.partitions.delete(keyOf(topic, partition));
    this.metrics.lag.remove(topic, String(partition));
  }

  private async handle(batch: PartitionBatch, control: BatchControl): Promise<void> {
    const held = this.partitions.get(keyOf(batch.topic, batch.partition));
    if (control.isStale() || held === undefined || batch.lastOffset < held.next) return;
    const end = this.metrics.seconds.startTimer();
    held.inWork = true;
    try {
      await this.judge(batch, held);
      held.inWork = false;
      if (!control.isStale() && Date.now() - held.savedAt >= this.config.checkpointMs) await this.save(held);
    } catch (error) {
      this.metrics.retries.inc();
      if (!isRetriable(error)) throw error;
      throw Object.assign(error as Error, { retriable: true });
    } finally {
      held.inWork = false;
      end();
    }
  }

  private async judge(batch: PartitionBatch, held: Held): Promise<void> {
    const { detector } = held;
    const messages = batch.messages.filter(({ offset }) => offset >= held.next);
    const residuals = readResiduals(messages);
    await this.changes.adopt(held, batch.highWatermark);
    const unknown = detector.unknown(residuals);
    if (unknown.length > 0) detector.describe(unknown, await this.repository.loadDatastreams(unknown));
    const { changes, agreements } = detector.take(residuals);
    if (changes.length > 0) await this.anomalies.storeChanges(changes);
    await this.repository.storeAgreements(agreements);
    held.next = batch.lastOffset + 1;
    held.caughtUp = held.next >= batch.highWatermark;
    this.metrics.consumed.inc(messages.length);
    this.metrics.refused.inc(messages.length - residuals.length);
    this.metrics.rows.inc(residuals.reduce((sum, { message }) => sum + message.rows.length, 0));
    this.metrics.agreements.inc(agreements.length);
    for (const { kind } of changes) this.metrics.changes.inc({ kind });
    const { topic, partition } = held;
    this.metrics.lag.set({ topic, partition }, Math.max(0, batch.highWatermark - held.next));
  }

  private heard(channel: string): void {
    if (channel === 'catalogue') this.catalogueChanged = true;
    else this.changes.stale = true;
  }

  /** By the clock: checkpoints, news of the catalogue and of the settings. */
  private async tick(): Promise<void> {
    if (!this.started) await this.start();
    const { held } = this;
    this.metrics.datastreams.set(held.reduce((sum, { detector }) => sum + detector.bank.size, 0));
    this.metrics.waiting.set(held.reduce((sum, { detector }) => sum + detector.desk.size, 0));
    this.metrics.late.set(held.reduce((sum, { detector }) => sum + detector.desk.late, 0));
    if (this.catalogueChanged) {
      this.catalogueChanged = false;
      for (const { detector } of held) {
        const { named } = detector;
        detector.describe(named, await this.repository.loadDatastreams(named));
      }
    }
    if (this.changes.stale) await this.changes.learn();
    for (const item of held) if (Date.now() - item.savedAt >= this.config.checkpointMs) await this.save(item);
  }

  /** Saves states, desk and the offset from which a restart must read, unless a batch is in work; then it is tried again soon. */
  private async save(held: Held): Promise<void> {
    const { topic, partition, detector, stored } = held;
    if (held.inWork || held.saving || held.next === (stored ?? 0)) return;
    const next = Math.max(stored ?? 0, detector.desk.oldest ?? held.next);
    const states = detector.bank.takeDirty();
    const desk = detector.desk.save();
    const consumed = next - (stored ?? 0);
    held.savedAt = Date.now();
    held.saving = true;
    try {
      const checkpoint = { topic, partition, expected: stored, next, consumed, refused: 0, states, desk };
      await this.repository.saveCheckpoint(checkpoint);
      held.stored = next;
    } catch (error) {
      detector.bank.putBack(states);
      throw error;
    } finally {
      held.saving = false;
    }
  }

  private failed(what: string, error: Error): void {
    this.metrics.retries.inc();
    this.log.warn(`${what}: ${error.message}; trying again`);
  }
}
