import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { ApiConfig } from '../api/config.js';
import { NotificationService } from '../api/notification.service.js';
import { RepeatService } from '../api/repeat.service.js';
import { singleFlight } from '../api/single-flight.js';
import { API_CONFIG } from '../api/tokens.js';
import { LiveStateService } from './live-state.service.js';
import { LiveRepository } from './live.repository.js';

const CHANNEL = 'datastream_quality';

/** Keeps the live state's flags as detectors find them. */
@Injectable()
export class FlagFeedService implements OnApplicationBootstrap {
  /** The newest change that was read, ms by the database's clock; null: none yet. */
  private cursor: number | null = null;
  private readonly pull = singleFlight(() => this.read());

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(LiveRepository) private readonly repository: LiveRepository,
    @Inject(LiveStateService) private readonly live: LiveStateService,
    @Inject(NotificationService) private readonly notifications: NotificationService,
    @Inject(RepeatService) private readonly repeat: RepeatService,
  ) {
    this.notifications.on(CHANNEL, () => void this.pull().catch(() => undefined));
  }

  onApplicationBootstrap(): void {
    this.repeat.every('reading the flags that detectors found', this.config.live.pollMs, () => this.pull());
  }

  private async read(): Promise<void> {
    for (const { id, from, quality, changed } of await this.repository.loadFlags(this.cursor)) {
      this.live.state.flag(id, from, quality);
      this.cursor = Math.max(this.cursor ?? changed, changed);
    }
  }
}
