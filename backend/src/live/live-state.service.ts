import { domainOfTopic, parseReport, TELEMETRY_TOPICS } from '@citywatch/contracts';
import { createReader, type PartitionBatch, type StreamConsumer } from '@citywatch/stream';
import { Inject, Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import type { ApiConfig } from '../api/config.js';
import { LogService } from '../api/log.service.js';
import { RepeatService } from '../api/repeat.service.js';
import { API_CONFIG } from '../api/tokens.js';
import type { Catalogue } from '../things/catalogue.js';
import { CatalogueService } from '../things/catalogue.service.js';
import { LiveState, type LivePlace } from './live-state.js';
import { LiveRepository } from './live.repository.js';

/** The reader begins this far back: what the database did not hold yet when it was asked has come in the meantime. */
const OVERLAP_MS = 60_000;
/** Pause before a new reader takes the place of one that gave up. */
const REOPEN_MS = 5_000;

/** Feeds the live state: the stored newest readings first, then every report as it arrives in Kafka. */
@Injectable()
export class LiveStateService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly state = new LiveState();
  private reader: StreamConsumer | null = null;
  private seeds = 0;
  private stopping = false;

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
    @Inject(LiveRepository) private readonly repository: LiveRepository,
    @Inject(RepeatService) private readonly repeat: RepeatService,
    @Inject(LogService) private readonly log: LogService,
  ) {}

  onApplicationBootstrap(): void {
    this.catalogue.onChange((catalogue) => this.take(catalogue));
    this.openReader();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.reader?.stop();
  }

  /** Kafka's absence is the reader's own business; where it gives up (a wrong password, say) another one tries, and says so. */
  private openReader(): void {
    if (this.stopping) return;
    this.reader = createReader({
      config: { ...this.config.stream, log: (level, message) => this.log.pino[level](message) },
      topics: Object.values(TELEMETRY_TOPICS).map(({ name }) => this.config.topicPrefix + name),
      from: { timestamp: Date.now() - OVERLAP_MS },
      eachBatch: (batch) => {
        this.read(batch);
        return Promise.resolve();
      },
      onFatal: (error) => {
        this.log.pino.error({ err: error }, 'live readings have ended; beginning again');
        setTimeout(() => this.openReader(), REOPEN_MS).unref();
      },
    });
    // Resolves with the first assignment.
    void this.reader.start();
  }

  /** Whether the stored newest readings have been read. */
  get seeded(): boolean {
    return this.seeds > 0;
  }

  /** Whether live readings arrive. */
  get readerState(): string {
    return this.reader?.health().state ?? 'stopped';
  }

  private take(catalogue: Catalogue): void {
    const added = this.state.setPlaces(places(catalogue));
    if (added.length === 0) this.seeds++;
    else this.repeat.untilDone('reading the latest observations', () => this.seed(added));
  }

  private async seed(ids: readonly number[]): Promise<void> {
    for (const { id, time, result, quality } of await this.repository.loadLatest(ids))
      this.state.apply(id, time, result, quality);
    this.seeds++;
  }

  private read(batch: PartitionBatch): void {
    const domain = domainOfTopic(batch.topic);
    if (domain === undefined) return;
    for (const { value } of batch.messages) {
      const parsed = parseReport(domain, value);
      // What cannot be used is the writer's to keep and count.
      if (!parsed.ok) continue;
      const { thing, phenomenonTime, properties, results, qualities } = parsed.report;
      for (let i = 0; i < properties.length; i++)
        this.state.apply(this.state.datastreamOf(thing, properties[i]), phenomenonTime, results[i], qualities[i]);
    }
  }
}

function* places({ byDatastream }: Catalogue): Iterable<LivePlace> {
  for (const { id, property, thing } of byDatastream.values())
    yield { id, thing: thing.id, property, longitude: thing.longitude, latitude: thing.latitude };
}
