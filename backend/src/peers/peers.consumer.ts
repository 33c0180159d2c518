import { Inject, Injectable } from '@nestjs/common';
import { RESIDUALS_TOPIC } from '@citywatch/contracts';
import { ensureTopics, type StreamMessage } from '@citywatch/stream';
import type { Logger } from 'pino';
import type { PeersConfig } from '../detection/config.js';
import type { Adoption } from '../detection/detection-changes.js';
import { heldPartition, type HeldPartition } from '../detection/held-partition.js';
import { PartitionConsumer, type PlannedCheckpoint } from '../detection/partition.consumer.js';
import { LOGGER, PROCESS_CONFIG } from '../detection/process-tokens.js';
import { HeldResiduals, readResiduals } from './held-residuals.js';
import { PeersMetrics } from './peers-metrics.js';
import { PeersRepository } from './peers.repository.js';
import { RETENTION } from './residuals.producer.js';

type Held = HeldPartition<HeldResiduals>;

/**
 * Compares Datastreams with their neighbours, by the residuals that detectors tell. Doubts go into the same log as all anomalies;
 * states, desk and offset are saved together, so what is read again after a crash says the same.
 */
@Injectable()
export class PeersConsumer extends PartitionConsumer<Held, PeersMetrics> {
  private readonly states: PeersRepository;
  private waiting: NodeJS.Timeout | null = null;

  constructor(
    @Inject(PROCESS_CONFIG) private readonly config: PeersConfig,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    const topics = [RESIDUALS_TOPIC.name];
    super({ name: 'peers', topics, config, log, metrics: new PeersMetrics(), concurrency: 1, maxWaitMs: 250 });
    this.states = new PeersRepository(this.pool, this.name);
  }

  override onApplicationBootstrap(): void {
    if (this.config.peers) {
      super.onApplicationBootstrap();
      return;
    }
    this.log.info('PEERS is off: nobody is compared with neighbours');
    // Ending by itself would look like a crash, and be restarted for ever.
    this.waiting = setInterval(() => undefined, this.config.tickMs);
  }

  override async ready(): Promise<string | null> {
    return this.config.peers ? super.ready() : null;
  }

  /** Detectors make the topic too: whoever is first. Kafka may be away, then the next tick tries again. */
  protected override async prepare(): Promise<void> {
    const { stream, topicPrefix } = this.config;
    await ensureTopics(stream, [RESIDUALS_TOPIC], { prefix: topicPrefix, settings: RETENTION });
  }

  protected async takeUp(
    topic: string,
    partition: number,
    stored: number | null,
    adoptions: readonly Adoption[],
  ): Promise<Held> {
    const states = await this.states.loadStates(topic, partition);
    const desk = await this.states.loadDesk(topic, partition);
    const detector = new HeldResiduals(this.changes.all, adoptions, states, desk, stored ?? 0);
    const known = detector.stored;
    detector.describe(known, await this.states.loadDatastreams(known));
    return heldPartition(topic, partition, detector, stored, Date.now());
  }

  protected async judge({ detector }: Held, messages: readonly StreamMessage[]): Promise<number> {
    const residuals = readResiduals(messages);
    const unknown = detector.unknown(residuals);
    if (unknown.length > 0) detector.describe(unknown, await this.states.loadDatastreams(unknown));
    const { changes, agreements } = detector.take(residuals);
    if (changes.length > 0) await this.repository.storeChanges(changes);
    await this.states.storeAgreements(agreements);
    this.metrics.rows.inc(residuals.reduce((sum, { message }) => sum + message.rows.length, 0));
    this.metrics.agreements.inc(agreements.length);
    for (const { kind } of changes) this.metrics.changes.inc({ kind });
    return messages.length - residuals.length;
  }

  protected async describeAgain({ detector }: Held): Promise<void> {
    const { named } = detector;
    detector.describe(named, await this.states.loadDatastreams(named));
  }

  protected override work(): Promise<void> {
    const { held } = this;
    this.metrics.datastreams.set(held.reduce((sum, { detector }) => sum + detector.bank.size, 0));
    this.metrics.waiting.set(held.reduce((sum, { detector }) => sum + detector.desk.size, 0));
    this.metrics.late.set(held.reduce((sum, { detector }) => sum + detector.desk.late, 0));
    return Promise.resolve();
  }

  /** States, desk and the offset of the oldest minute that still waits. */
  protected planCheckpoint({ topic, partition, detector, stored, next: read }: Held): PlannedCheckpoint | null {
    if (read === (stored ?? 0)) return null;
    const next = Math.max(stored ?? 0, detector.desk.oldest ?? read);
    const states = detector.bank.takeDirty();
    const desk = detector.desk.save();
    const consumed = next - (stored ?? 0);
    return {
      next,
      store: () =>
        this.states.saveCheckpoint({ topic, partition, expected: stored, next, consumed, refused: 0, states, desk }),
      undo: () => detector.bank.putBack(states),
    };
  }

  protected override end(): Promise<void> {
    if (this.waiting !== null) clearInterval(this.waiting);
    return Promise.resolve();
  }
}
