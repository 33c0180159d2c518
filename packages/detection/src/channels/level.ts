import type { Channel, StepInput } from './channel.js';
import type { ExpMean } from './exp-mean.js';
import type { BankState, Layout } from './layout.js';
import { Ring } from './ring.js';

/** The mean of the last steps against a slow mean (of about 500 steps), which the bank teaches. */
export class LevelChannel implements Channel {
  readonly #window: Ring;

  constructor(
    layout: Layout,
    readonly slow: ExpMean,
    steps: number,
  ) {
    this.#window = new Ring(layout, steps);
  }

  measure(state: BankState, { value }: StepInput): number {
    this.#window.push(state, value);
    return this.#window.isFull(state) ? Math.abs(this.#window.mean(state) - this.slow.mean(state)) : 0;
  }
}
