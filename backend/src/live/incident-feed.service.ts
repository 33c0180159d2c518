import type { IncidentPush, LiveMessage } from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiConfig } from '../api/config.js';
import { API_CONFIG } from '../api/tokens.js';
import { IncidentRepository } from '../incidents/incident.repository.js';
import { FollowService } from './follow.service.js';

/** NOTIFY of every transaction that adds incident events. */
const CHANNEL = 'incident_event';
const READ_AT_ONCE = 500;

export interface EncodedPush {
  readonly sequence: number;
  /** The 'incident' message as JSON: encoded once for all clients. */
  readonly text: string;
}
export type IncidentsMessage = Extract<LiveMessage, { type: 'incidents' }>;

/** Incident events in the order of their sequence, none left out: from the database, woken by NOTIFY and by a poll. */
@Injectable()
export class IncidentFeedService {
  /** The newest events; what a client misses while its first answer is being read is here. */
  private readonly recent: EncodedPush[] = [];
  private cursor: number | null = null;
  private listener: (push: EncodedPush) => void = () => undefined;

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(IncidentRepository) private readonly repository: IncidentRepository,
    @Inject(FollowService) following: FollowService,
  ) {
    following.follow(CHANNEL, 'reading incident events', () => this.read());
  }

  onPush(listener: (push: EncodedPush) => void): void {
    this.listener = listener;
  }

  /** The events after a sequence, or all active incidents where there is none or it is too old. `sequence` is where to go on. */
  async answer(after: number | null): Promise<IncidentsMessage> {
    const newest = await this.repository.lastSequence();
    const limit = this.config.live.resumeEvents;
    if (after !== null && after <= newest) {
      const pushes = await this.repository.eventsAfter(after, limit + 1);
      if (pushes.length <= limit)
        return {
          type: 'incidents',
          sequence: pushes.at(-1)?.sequence ?? after,
          complete: false,
          incidents: [],
          pushes,
        };
    }
    // The sequence was read before the incidents: an event between the two comes again, which changes nothing.
    return {
      type: 'incidents',
      sequence: newest,
      complete: true,
      incidents: await this.repository.activeIncidents(),
      pushes: [],
    };
  }

  /** What was pushed after a sequence. */
  since(sequence: number): readonly EncodedPush[] {
    return this.recent.filter((push) => push.sequence > sequence);
  }

  private async read(): Promise<void> {
    this.cursor ??= await this.repository.lastSequence();
    for (;;) {
      const pushes = await this.repository.eventsAfter(this.cursor, READ_AT_ONCE);
      for (const push of pushes) this.publish(push);
      if (pushes.length < READ_AT_ONCE) return;
    }
  }

  private publish(push: IncidentPush): void {
    const encoded = {
      sequence: push.sequence,
      text: JSON.stringify({ type: 'incident', ...push } satisfies LiveMessage),
    };
    this.cursor = push.sequence;
    this.recent.push(encoded);
    if (this.recent.length > this.config.live.resumeEvents) this.recent.shift();
    this.listener(encoded);
  }
}
