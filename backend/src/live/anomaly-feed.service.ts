import type { Anomaly } from '@citywatch/contracts';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { ApiConfig } from '../api/config.js';
import { NotificationService } from '../api/notification.service.js';
import { RepeatService } from '../api/repeat.service.js';
import { singleFlight } from '../api/single-flight.js';
import { API_CONFIG } from '../api/tokens.js';
import { IncidentRepository } from '../incidents/incident.repository.js';

const CHANNEL = 'anomaly_event';
const READ_AT_ONCE = 1_000;

/** Open anomalies, kept up to date from the anomaly log. */
@Injectable()
export class AnomalyFeedService implements OnApplicationBootstrap {
  private readonly openById = new Map<string, Anomaly>();
  private changed = new Map<string, Anomaly>();
  private cursor: number | null = null;
  private readonly pull = singleFlight(() => this.read());

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(IncidentRepository) private readonly repository: IncidentRepository,
    @Inject(NotificationService) private readonly notifications: NotificationService,
    @Inject(RepeatService) private readonly repeat: RepeatService,
  ) {
    this.notifications.on(CHANNEL, () => void this.pull().catch(() => undefined));
  }

  onApplicationBootstrap(): void {
    this.repeat.every('reading anomaly events', this.config.live.pollMs, () => this.pull());
  }

  get open(): Iterable<Anomaly> {
    return this.openById.values();
  }

  /** What changed since it was last asked; an anomaly with an end has cleared. */
  takeChanged(): readonly Anomaly[] {
    if (this.changed.size === 0) return [];
    const changed = [...this.changed.values()];
    this.changed = new Map();
    return changed;
  }

  private async read(): Promise<void> {
    if (this.cursor === null) {
      const start = await this.repository.lastAnomalySequence();
      for (const anomaly of await this.repository.openAnomalies()) this.take(anomaly);
      this.cursor = start;
    }
    for (;;) {
      const events = await this.repository.anomaliesAfter(this.cursor, READ_AT_ONCE);
      for (const { sequence, anomaly } of events) {
        this.take(anomaly);
        this.cursor = sequence;
      }
      if (events.length < READ_AT_ONCE) return;
    }
  }

  private take(anomaly: Anomaly): void {
    if (anomaly.end === null) this.openById.set(anomaly.id, anomaly);
    else this.openById.delete(anomaly.id);
    this.changed.set(anomaly.id, anomaly);
  }
}
