import type { Channel, StepInput } from './channel.js';
import { ExpMean } from './exp-mean.js';
import type { BankState, Layout } from './layout.js';
import { Ring } from './ring.js';

/** Eight hours of 5-minute steps. */
const STEPS = 96;
const LEAST_WEIGHT = 10;

/** The logarithm of the spread over the last 96 steps, against its own slow mean: too restless and too quiet alike. */
export class VariabilityChannel implements Channel {
  readonly #values: Ring;
  readonly #usual: ExpMean;

  constructor(layout: Layout) {
    this.#values = new Ring(layout, STEPS);
    this.#usual = new ExpMean(layout, 0.003);
  }

  measure(state: BankState, { value, learn }: StepInput): number {
    this.#values.push(state, value);
    if (!this.#values.isFull(state)) return 0;
    const mean = this.#values.mean(state);
    const spread = Math.log(Math.sqrt(this.#values.variance(state)) + 1e-3 * Math.abs(mean) + 1e-9);
    const off = Math.abs(spread - this.#usual.mean(state));
    const known = this.#usual.weight(state) > LEAST_WEIGHT;
    if (learn) this.#usual.push(state, spread);
    return known ? off : 0;
  }
}
