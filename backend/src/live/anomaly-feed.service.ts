import type { Anomaly } from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { IncidentRepository } from '../incidents/incident.repository.js';
import { FollowService } from './follow.service.js';

const CHANNEL = 'anomaly_event';
const READ_AT_ONCE = 1_000;

/** Open anomalies, kept up to date from the anomaly log. */
@Injectable()
export class AnomalyFeedService {
  private readonly openById = new Map<string, Anomaly>();
  private changed = new Map<string, Anomaly>();
  private cursor: number | null = null;

  constructor(
    @Inject(IncidentRepository) private readonly repository: IncidentRepository,
    @Inject(FollowService) following: FollowService,
  ) {
    following.follow(CHANNEL, 'reading anomaly events', () => this.read());
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
