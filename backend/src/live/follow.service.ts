import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { ApiConfig } from '../api/config.js';
import { NotificationService } from '../api/notification.service.js';
import { RepeatService } from '../api/repeat.service.js';
import { singleFlight } from '../api/single-flight.js';
import { API_CONFIG } from '../api/tokens.js';

interface Followed {
  readonly what: string;
  readonly read: () => Promise<void>;
}

/** Keeps what feeds read from the database up to date: woken by NOTIFY and by a poll, never two reads of one feed at a time. */
@Injectable()
export class FollowService implements OnApplicationBootstrap {
  private readonly followed: Followed[] = [];

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(NotificationService) private readonly notifications: NotificationService,
    @Inject(RepeatService) private readonly repeat: RepeatService,
  ) {}

  /** Reads at each notification of the channel and every LIVE_POLL_MS. Call it when the feed is made; `what` is for the log. */
  follow(channel: string, what: string, read: () => Promise<void>): void {
    const pull = singleFlight(read);
    // A failed read is the poll's business.
    this.notifications.on(channel, () => void pull().catch(() => undefined));
    this.followed.push({ what, read: pull });
  }

  onApplicationBootstrap(): void {
    for (const { what, read } of this.followed) this.repeat.every(what, this.config.live.pollMs, read);
  }
}
