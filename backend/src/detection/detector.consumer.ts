import { Inject, Injectable } from '@nestjs/common';
import { domainOfTopic, TELEMETRY_TOPICS } from '@citywatch/contracts';
import type { AnomalyChange } from '@citywatch/detection';
import { topicOffsets, type StreamMessage } from '@citywatch/stream';
import type { Logger } from 'pino';
import { registerForecastMetrics } from '../forecast/forecast-metrics.js';
import { ForecastModels } from '../forecast/forecast-models.service.js';
import { ResidualTeller } from '../peers/residual-teller.service.js';
import type { DetectorConfig } from './config.js';
import type { Adoption } from './detection-changes.js';
import { DetectorMetrics } from './detector-metrics.js';
import { FlagRepository } from './flag.repository.js';
import type { FoundFlag } from './found-flags.js';
import { heldPartition, type Partition } from './held-partition.js';
import { PartitionConsumer, type PlannedCheckpoint } from './partition.consumer.js';
import { PartitionDetector } from './partition-detector.js';
import { planReports, type PlannedReport } from './plan-reports.js';
import { LOGGER, PROCESS_CONFIG } from './process-tokens.js';

/** A partition without a batch for this long is asked for its end before silence in it means anything, ms. */
const FRESH_MS = 10_000;

/** Judges telemetry. Anomalies are stored at once, states with the offset; replays change nothing. */
@Injectable()
export class DetectorConsumer extends PartitionConsumer<Partition, DetectorMetrics> {
  private readonly forecast: ForecastModels;
  private readonly teller: ResidualTeller | null;
  private readonly flags = new FlagRepository(this.pool);
  private endsAt = 0;

  constructor(
    @Inject(PROCESS_CONFIG) private readonly config: DetectorConfig,
    @Inject(LOGGER) log: Logger,
  ) {
    const forecast = new ForecastModels(config.forecast);
    const topics = Object.values(TELEMETRY_TOPICS).map(({ name }) => name);
    const { concurrency } = config;
    const metrics = new DetectorMetrics();
    super({ name: 'detector', topics, config, log, metrics, concurrency, maxWaitMs: 100, forecast: forecast.settings });
    this.forecast = forecast;
    registerForecastMetrics(metrics.registry, forecast);
    for (const warning of forecast.warnings) log.error(warning);
    this.teller = config.peers ? new ResidualTeller(config) : null;
  }

  get warnings(): readonly string[] {
    return this.forecast.warnings;
  }

  protected async takeUp(
    topic: string,
    partition: number,
    stored: number | null,
    adoptions: readonly Adoption[],
  ): Promise<Partition> {
    const lane = this.teller?.laneOf(await this.repository.loadLane(topic, partition)) ?? null;
    const detector = new PartitionDetector(this.changes.all, adoptions, stored ?? 0, lane);
    detector.add(await this.repository.loadPartition(topic, partition));
    const held = heldPartition(topic, partition, detector, stored, Date.now());
    return { ...held, consumed: 0, refused: 0, batchAt: 0, unsaved: [] };
  }

  protected async judge(held: Partition, messages: readonly StreamMessage[]): Promise<number> {
    const domain = domainOfTopic(held.topic);
    if (domain === undefined) throw new Error(`no schema for topic ${held.topic}`);
    const { detector } = held;
    const { reports, refused } = planReports(domain, messages, this.config, Date.now());
    await this.meet(detector, reports);
    const before = detector.observations;
    await this.store(detector.judge(reports));
    await this.flag(detector.takeFlags());
    await this.teller?.tell(held);
    held.consumed += messages.length;
    held.refused += refused;
    held.batchAt = Date.now();
    this.metrics.observations.inc(detector.observations - before);
    return refused;
  }

  protected async describeAgain({ detector }: Partition): Promise<void> {
    detector.add(await this.repository.loadThings(detector.things));
  }

  protected override async work(): Promise<void> {
    this.metrics.datastreams.set(this.held.reduce((sum, { detector }) => sum + detector.size, 0));
    await this.teller?.tellStates(this.held);
    if (Date.now() - this.endsAt > FRESH_MS) await this.findEnds();
  }

  /** What fell silent. */
  protected override async tend(held: Partition): Promise<void> {
    if (held.inWork === 0 && held.caughtUp) held.unsaved.push(...held.detector.tick(Date.now(), held.next));
    await this.working(held, async () => {
      const found = held.unsaved.splice(0);
      await this.store(found).catch((error: unknown) => {
        held.unsaved.unshift(...found);
        throw error;
      });
    });
  }

  protected planCheckpoint(held: Partition): PlannedCheckpoint | null {
    const { topic, partition, detector, stored, next, consumed, refused } = held;
    if (held.unsaved.length > 0 || detector.hasResiduals) return null;
    const states = detector.takeDirty();
    if (next === (stored ?? 0) && states.length === 0) return null;
    const lane = detector.lane?.save() ?? null;
    return {
      next,
      store: async () => {
        const end = this.metrics.checkpointSeconds.startTimer();
        const checkpoint = { topic, partition, expected: stored, next, consumed, refused, states, lane };
        await this.repository.saveCheckpoint(checkpoint).finally(end);
        held.consumed -= consumed;
        held.refused -= refused;
      },
      undo: () => detector.putBack(states),
    };
  }

  protected override async end(): Promise<void> {
    await this.teller?.close();
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

  private async flag(flags: readonly FoundFlag[]): Promise<void> {
    await this.flags.storeFlags(flags);
    this.metrics.flags.inc(flags.filter(({ quality }) => quality !== 0).length);
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
}
