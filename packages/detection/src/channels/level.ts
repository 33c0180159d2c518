import { OWN_UNIT, UNKNOWN, type Channel, type Step } from './channel.js';
import { ExpMean } from './exp-mean.js';
import type { BankState, Layout } from './layout.js';
import type { Ring } from './ring.js';

/** The mean of a short window against the mean of about the last 500 steps. */
export class LevelChannel implements Channel {
  readonly leastExcess = OWN_UNIT;
  readonly slow: ExpMean;

  constructor(
    layout: Layout,
    readonly recent: Ring,
    readonly window: number,
  ) {
    this.slow = new ExpMean(layout, 0.002);
  }

  measure(state: BankState, { value, learn }: Step): number {
    const off = Math.abs(this.recent.mean(state, this.window) - this.slow.mean(state));
    if (learn) this.slow.push(state, value);
    return this.recent.isReady(state, this.window) ? off : UNKNOWN;
  }
}
