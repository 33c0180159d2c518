import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { LogService } from './log.service.js';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/** Work in the background that outlives a database that is away, and ends with the process. */
@Injectable()
export class RepeatService implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<void>>();

  constructor(@Inject(LogService) private readonly log: LogService) {}

  /** Tries until it works, with growing pauses. */
  untilDone(what: string, work: () => Promise<void>): void {
    this.track(async () => {
      for (
        let pause = FIRST_PAUSE_MS;
        !(await this.attempt(what, work));
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
      ) {
        await this.pause(pause);
        if (this.stopping.signal.aborted) return;
      }
    });
  }

  /** Runs now and then every `everyMs` after the last run's end; a failed run is logged and comes again. */
  every(what: string, everyMs: number, work: () => Promise<void>): void {
    this.track(async () => {
      while (!this.stopping.signal.aborted) {
        await this.attempt(what, work);
        await this.pause(everyMs);
      }
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private track(loop: () => Promise<void>): void {
    const running = loop().finally(() => this.running.delete(running));
    this.running.add(running);
  }

  private async attempt(what: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!this.stopping.signal.aborted)
        this.log.pino.warn({ reason: (error as Error).message }, `${what}: trying again`);
      return false;
    }
  }

  private async pause(ms: number): Promise<void> {
    await delay(ms * (0.75 + Math.random() / 2), undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
