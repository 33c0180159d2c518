import { Inject, Injectable } from '@nestjs/common';
import { FollowService } from './follow.service.js';
import { LiveStateService } from './live-state.service.js';
import { LiveRepository } from './live.repository.js';

const CHANNEL = 'datastream_quality';

/** Keeps the live state's flags as detectors find them. */
@Injectable()
export class FlagFeedService {
  /** The newest change that was read, ms by the database's clock; null: none yet. */
  private cursor: number | null = null;

  constructor(
    @Inject(LiveRepository) private readonly repository: LiveRepository,
    @Inject(LiveStateService) private readonly live: LiveStateService,
    @Inject(FollowService) following: FollowService,
  ) {
    following.follow(CHANNEL, 'reading the flags that detectors found', () => this.read());
  }

  private async read(): Promise<void> {
    for (const { id, from, quality, changed } of await this.repository.loadFlags(this.cursor)) {
      this.live.state.flag(id, from, quality);
      this.cursor = Math.max(this.cursor ?? changed, changed);
    }
  }
}
