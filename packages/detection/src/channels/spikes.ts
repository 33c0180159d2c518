import type { Channel, StepInput } from './channel.js';
import { ExpMean } from './exp-mean.js';
import type { BankState, Layout } from './layout.js';
import { Ring } from './ring.js';
import { SortedRing } from './sorted-ring.js';

/** Jumps that are remembered, and the share of them above which a jump is large. */
const JUMPS = 200;
const LARGE = 0.9;
const LEAST_JUMPS = 50;
const STEPS = 96;

/** How many of the last 96 steps were large jumps, against the usual number. */
export class SpikeDensityChannel implements Channel {
  readonly #previous: Ring;
  readonly #jumps: SortedRing;
  readonly #large: Ring;
  readonly #usual: ExpMean;

  constructor(layout: Layout) {
    this.#previous = new Ring(layout, 1);
    this.#jumps = new SortedRing(layout, JUMPS);
    this.#large = new Ring(layout, STEPS);
    this.#usual = new ExpMean(layout, 0.003);
  }

  measure(state: BankState, { value, learn }: StepInput): number {
    const jump = this.#previous.isFull(state) ? Math.abs(value - this.#previous.at(state, 0)) : 0;
    this.#previous.push(state, value);
    if (learn) this.#jumps.push(state, jump);
    const known = this.#jumps.count(state) > LEAST_JUMPS;
    this.#large.push(state, known && jump > this.#jumps.quantile(state, LARGE) + 1e-12 ? 1 : 0);
    const share = this.#large.mean(state);
    const off = Math.abs(share - this.#usual.mean(state));
    if (learn) this.#usual.push(state, share);
    return this.#large.isFull(state) ? off : 0;
  }
}
