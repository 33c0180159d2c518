import { UNKNOWN, type Channel, type Step } from './channel.js';
import { ExpMean } from './exp-mean.js';
import type { BankState, Layout } from './layout.js';
import type { Ring } from './ring.js';

const LEAST_WEIGHT = 10;

/** The logarithm of the spread over a window, against its own slow mean: too restless and too quiet alike. */
export class VariabilityChannel implements Channel {
  readonly leastExcess = 0.02;
  readonly #usual: ExpMean;

  constructor(
    layout: Layout,
    readonly recent: Ring,
    readonly window: number,
  ) {
    this.#usual = new ExpMean(layout, 0.003);
  }

  measure(state: BankState, { learn }: Step): number {
    if (!this.recent.isReady(state, this.window)) return UNKNOWN;
    const deviation = Math.sqrt(this.recent.variance(state, this.window));
    const spread = Math.log(deviation + 1e-3 * Math.abs(this.recent.mean(state, this.window)) + 1e-9);
    const off = Math.abs(spread - this.#usual.mean(state));
    const known = this.#usual.weight(state) > LEAST_WEIGHT;
    if (learn) this.#usual.push(state, spread);
    return known ? off : UNKNOWN;
  }
}
