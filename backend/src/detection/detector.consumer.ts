import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { domainOfTopic, TELEMETRY_TOPICS } from '@citywatch/contracts';
import type { AnomalyChange } from '@citywatch/detection';
import {
  createConsumer,
  topicOffsets,
  type BatchControl,
  type PartitionBatch,
  type StreamConsumer,
} from '@citywatch/stream';
import { createPool, isRetriable, listen, type Listener, type Pool } from '@citywatch/timescale';
import type { Logger } from 'pino';
import { registerForecastMetrics } from '../forecast/forecast-metrics.js';
import { ForecastModels } from '../forecast/forecast-models.service.js';
import { ResidualTeller } from '../peers/residual-teller.service.js';
import type { DetectorConfig } from './config.js';
import { DetectionChangesService } from './detection-changes.service.js';
import { DetectorMetrics } from './detector-metrics.js';
import { DetectorRepository } from './detector.repository.js';
import { heldPartition, keyOf, type Partition } from './held-partition.js';
import type { Monitored } from './monitor.service.js';
import { PartitionDetector } from './partition-detector.js';
import { planReports, type PlannedReport } from './plan-reports.js';

export const DETECTOR_CONFIG = Symbol('DETECTOR_CONFIG');
export const LOGGER = Symbol('LOGGER');

/** What it is told of by the database. */
const CHANNELS = ['catalogue', 'detection'];
/** A partition without a batch for this long is asked for its end before silence in it means anything, ms. */
const FRESH_MS = 10_000;
/** Judges the telemetry of the partitions it is given. States and offset are saved together; replays change nothing. */
@Injectable()
export class DetectorConsumer implements OnApplicationBootstrap, OnApplicationShutdown, Monitored {
  private readonly metrics = new DetectorMetrics();
  private readonly forecast: ForecastModels;
  private readonly pool: Pool;
  private readonly repository: DetectorRepository;
  private readonly consumer: StreamConsumer;
  private readonly changes: DetectionChangesService;
  private readonly teller: ResidualTeller | null;
  private readonly partitions = new Map<string, Partition>();
  private listener: Listener | null = null;
  private timer: NodeJS.Timeout | null = null;
  private ticking: Promise<void> = Promise.resolve();
  private catalogueChanged = false;
  private endsAt = 0;
  private fatal: Error | null = null;

  constructor(
    @Inject(DETECTOR_CONFIG) private readonly config: DetectorConfig,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    const { groupPrefix, topicPrefix, stream, database } = config;
    this.pool = createPool({
      ...database,
      max: config.concurrency + 2,
      applicationName: `${groupPrefix}detector`,
      onError: (error) => log.debug({ reason: error.message }, 'a database connection broke'),
    });
    this.repository = new DetectorRepository(this.pool, `${groupPrefix}detector`);
    this.forecast = new ForecastModels(config.forecast);
    registerForecastMetrics(this.metrics.registry, this.forecast);
    for (const warning of this.forecast.warnings) log.error(warning);
    this.changes = new DetectionChangesService(this.pool, `${groupPrefix}detector`, config, this.forecast.settings);
    this.teller = config.peers ? new ResidualTeller(config) : null;
    this.consumer = createConsumer({
      config: { ...stream, log: (level, message, details) => log[level](details, message) },
      groupId: `${groupPrefix}detector`,
      topics: Object.values(TELEMETRY_TOPICS).map(({ name }) => topicPrefix + name),
      loadOffsets: (topic, partitions) => this.assign(topic, partitions),
      eachBatch: (batch, control) => this.handle(batch, control),
      concurrency: config.concurrency,
      onRevoked: (partitions) => partitions.forEach(({ topic, partition }) => this.revoke(topic, partition)),
      onReset: ({ topic, partition, next }) => {
        const held = this.partitions.get(keyOf(topic, partition));
        if (held !== undefined) held.next = next;
      },
      onFatal: (error) => {
        this.fatal = error;
        log.fatal({ err: error }, 'the detector cannot go on');
        process.exitCode = 1;
        process.kill(process.pid, 'SIGTERM');
      },
      tuning: { sessionTimeoutMs: config.sessionTimeoutMs, maxWaitMs: 100, retry: { first: 200, max: 3_000 } },
    });
  }

  get registry() {
    return this.metrics.registry;
  }

  onApplicationBootstrap(): void {
    this.listener = listen({
      ...this.config.database,
      channels: CHANNELS,
      onNotify: (channel) => this.heard(channel),
      onListening: () => CHANNELS.forEach((channel) => this.heard(channel)),
      onError: (error) => this.log.debug({ reason: error.message }, 'the notification link broke'),
    });
    this.timer = setInterval(() => {
      this.ticking = this.ticking.then(() => this.tick()).catch((error: Error) => this.failed('tick', error));
    }, this.config.tickMs);
    this.consumer.start().catch((error: Error) => this.failed('start', error));
  }

  /** Finishes the batches in work, saves everything, closes. */
  async onApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.consumer.stop();
    await this.ticking;
    for (const held of this.held) await this.save(held).catch((error: Error) => this.failed('last checkpoint', error));
    await this.teller?.close();
    await this.listener?.close();
    await this.pool.end();
  }

  alive(): string | null {
    return this.fatal?.message ?? null;
  }

  get warnings(): readonly string[] {
    return this.forecast.warnings;
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

  private get held(): Partition[] {
    return [...this.partitions.values()];
  }

  /** On assignment, and again after each failed batch: memory becomes what the checkpoint says. */
  private async assign(topic: string, partitions: readonly number[]): Promise<Map<number, number>> {
    const offsets = await this.repository.loadOffsets(topic, partitions);
    const adoptions = await this.changes.loadAdoptions(topic, partitions);
    const lanes = await this.repository.loadLanes(topic, partitions);
    for (const partition of partitions) {
      const stored = offsets.get(partition) ?? null;
      const lane = this.teller?.laneOf(lanes.get(partition)) ?? null;
      const detector = new PartitionDetector(this.changes.all, adoptions.get(partition), stored ?? 0, lane);
      detector.add(await this.repository.loadPartition(topic, partition));
      this.partitions.set(keyOf(topic, partition), heldPartition(topic, partition, detector, stored, Date.now()));
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
    try {
      await this.working(held, () => this.judge(batch, held));
      if (!control.isStale() && Date.now() - held.savedAt >= this.config.checkpointMs) await this.save(held);
    } catch (error) {
      this.metrics.retries.inc();
      if (!isRetriable(error)) throw error;
      throw Object.assign(error as Error, { retriable: true });
    } finally {
      end();
    }
  }

  private async working(held: Partition, body: () => Promise<void>): Promise<void> {
    held.inWork++;
    try {
      await body();
    } finally {
      held.inWork--;
    }
  }

  private async judge(batch: PartitionBatch, held: Partition): Promise<void> {
    const domain = domainOfTopic(batch.topic);
    if (domain === undefined) throw new Error(`no schema for topic ${batch.topic}`);
    const messages = batch.messages.filter(({ offset }) => offset >= held.next);
    const { reports, refused } = planReports(domain, messages, this.config, Date.now());
    await this.changes.adopt(held, batch.highWatermark);
    await this.meet(held.detector, reports);
    const before = held.detector.observations;
    const changes = held.detector.judge(reports);
    await this.store(changes);
    await this.teller?.tell(held);
    held.next = batch.lastOffset + 1;
    held.consumed += messages.length;
    held.refused += refused;
    held.batchAt = Date.now();
    held.caughtUp = held.next >= batch.highWatermark;
    const observations = held.detector.observations - before;
    const lag = Math.max(0, batch.highWatermark - held.next);
    this.metrics.noteBatch(held, { consumed: messages.length, refused, observations, lag });
  }

  private heard(channel: string): void {
    if (channel === 'catalogue') this.catalogueChanged = true;
    else this.changes.stale = true;
  }

  /** Takes up Datastreams that were not seen before. */
  private async meet(detector: PartitionDetector, reports: readonly PlannedReport[]): Promise<void> {
    const unknown = detector.unknown(reports);
    if (unknown.length === 0) return;
    const things = [...new Set(unknown.map(({ report }) => report.thing))];
    detector.add(await this.repository.loadThings(things));
    const still = detector.unknown(unknown);
    if (still.length === 0 || this.config.unknownThings === 'quarantine') return;
    await this.repository.register(still);
    detector.add(await this.repository.loadThings([...new Set(still.map(({ report }) => report.thing))]));
  }

  private async store(changes: readonly AnomalyChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.repository.storeChanges(changes);
    for (const { kind, anomaly } of changes) this.metrics.changes.inc({ detector: anomaly.detector, kind });
  }

  /** By the clock: silence, checkpoints of idle partitions, news of the catalogue. */
  private async tick(): Promise<void> {
    this.metrics.datastreams.set(this.held.reduce((sum, { detector }) => sum + detector.size, 0));
    if (this.catalogueChanged) {
      this.catalogueChanged = false;
      for (const { detector } of this.held) detector.add(await this.repository.loadThings(detector.things));
    }
    if (this.changes.stale) await this.changes.learn();
    await this.teller?.tellStates(this.held);
    if (Date.now() - this.endsAt > FRESH_MS) await this.findEnds();
    for (const held of this.held)
      await this.attend(held).catch((error: Error) => this.failed(keyOf(held.topic, held.partition), error));
  }

  private async attend(held: Partition): Promise<void> {
    const idle = () => held.inWork === 0 && held.caughtUp;
    if (idle()) await this.working(held, () => this.changes.adopt(held, held.next));
    if (idle()) held.unsaved.push(...held.detector.tick(Date.now(), held.next));
    await this.working(held, async () => {
      const found = held.unsaved.splice(0);
      await this.store(found).catch((error: unknown) => {
        held.unsaved.unshift(...found);
        throw error;
      });
    });
    if (Date.now() - held.savedAt >= this.config.checkpointMs) await this.save(held);
  }

  /** Silence counts only where everything sent has been read, and Kafka answers. */
  private async findEnds(): Promise<void> {
    this.endsAt = Date.now();
    const quiet = this.held.filter(({ batchAt }) => Date.now() - batchAt > FRESH_MS);
    for (const held of quiet) held.caughtUp = false;
    for (const topic of new Set(quiet.map((held) => held.topic))) {
      const ends = new Map((await topicOffsets(this.config.stream, topic)).map((o) => [o.partition, o.high]));
      for (const held of quiet)
        if (held.topic === topic) held.caughtUp = held.next >= (ends.get(held.partition) ?? Infinity);
    }
  }

  /** Saves states and offset, unless something is between them; then it is tried again soon. */
  private async save(held: Partition): Promise<void> {
    const { topic, partition, detector, stored, next, consumed, refused } = held;
    if (held.unsaved.length > 0 || held.inWork > 0 || held.saving || detector.hasResiduals) return;
    const states = detector.takeDirty();
    const lane = detector.lane?.save() ?? null;
    held.savedAt = Date.now();
    if (next === (stored ?? 0) && states.length === 0) return;
    const end = this.metrics.checkpointSeconds.startTimer();
    held.saving = true;
    try {
      const checkpoint = { topic, partition, expected: stored, next, consumed, refused, states, lane };
      await this.repository.saveCheckpoint(checkpoint);
      held.stored = next;
      held.consumed -= consumed;
      held.refused -= refused;
    } catch (error) {
      detector.putBack(states);
      throw error;
    } finally {
      held.saving = false;
      end();
    }
  }

  private failed(what: string, error: Error): void {
    this.metrics.retries.inc();
    this.log.warn(`${what}: ${error.message}; trying again`);
  }
}
