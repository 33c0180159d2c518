import { UNKNOWN, type Channel, type Step } from './channel.js';
import { CountRing } from './count-ring.js';
import { ExpMean } from './exp-mean.js';
import type { BankState, Layout } from './layout.js';
import type { Ring } from './ring.js';
import { SortedRing } from './sorted-ring.js';

/** Jumps that are remembered, and the share of them above which a jump is large. */
const JUMPS = 200;
const LARGE = 0.9;
const LEAST_JUMPS = 50;

/** Which of the last steps were large jumps, as this sensor's jumps go. */
export class LargeJumps {
  readonly hits: CountRing;
  readonly #jumps: SortedRing;

  constructor(
    layout: Layout,
    readonly recent: Ring,
    lengths: readonly number[],
  ) {
    this.#jumps = new SortedRing(layout, JUMPS);
    this.hits = new CountRing(layout, lengths);
  }

  watch(state: BankState, { value, learn, missed, age }: Step): void {
    if (missed > 0) this.hits.skip(state, missed);
    // Across a hole the value may have gone anywhere: that is no jump.
    const jump = age === 0 || missed > 0 ? 0 : Math.abs(value - this.recent.at(state, 1));
    if (learn && missed === 0) this.#jumps.push(state, jump);
    const known = this.#jumps.count(state) > LEAST_JUMPS;
    this.hits.push(state, known && jump > this.#jumps.quantile(state, LARGE) + 1e-12);
  }
}

/** The share of large jumps in a window, against the usual share. */
export class SpikeDensityChannel implements Channel {
  /** One jump more. */
  readonly leastExcess: number;
  readonly #usual: ExpMean;

  constructor(
    layout: Layout,
    readonly jumps: LargeJumps,
    readonly window: number,
    rate: number,
  ) {
    this.#usual = new ExpMean(layout, rate);
    this.leastExcess = 1 / jumps.hits.lengths[window];
  }

  measure(state: BankState, { learn }: Step): number {
    if (!this.jumps.hits.isReady(state, this.window)) return UNKNOWN;
    const share = this.jumps.hits.share(state, this.window);
    const off = Math.abs(share - this.#usual.mean(state));
    if (learn) this.#usual.push(state, share);
    return off;
  }
}
