import type { Channel, StepInput } from './channel.js';
import { ExpMean } from './exp-mean.js';
import type { BankState, Layout } from './layout.js';
import { Ring } from './ring.js';
import type { SortedRing } from './sorted-ring.js';

const STEPS = 48;

/**
 * Four hours' mean of the value in robust, compressed units (asinh of the distance from the median in spreads) against its slow
 * mean: a shift that lasts, which a few wild values neither make nor hide.
 */
export class SustainedChannel implements Channel {
  readonly #window: Ring;
  readonly #usual: ExpMean;

  constructor(
    layout: Layout,
    readonly spread: SortedRing,
  ) {
    this.#window = new Ring(layout, STEPS);
    this.#usual = new ExpMean(layout, 0.002);
  }

  measure(state: BankState, { value, learn }: StepInput): number {
    const median = this.spread.quantile(state, 0.5);
    const width = this.spread.quantile(state, 0.85) - this.spread.quantile(state, 0.15);
    const compressed = Math.asinh((value - median) / (width + 1e-9 + 0.01 * Math.abs(median)));
    this.#window.push(state, compressed);
    const off = Math.abs(this.#window.mean(state) - this.#usual.mean(state));
    if (learn) this.#usual.push(state, compressed);
    return this.#window.isFull(state) ? off : 0;
  }
}
