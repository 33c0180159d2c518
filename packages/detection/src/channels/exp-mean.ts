import type { BankState, Layout } from './layout.js';

const MEAN = 0;
const VARIANCE = 1;
const WEIGHT = 2;

/** Exponentially forgetting mean and variance; an ordinary mean until `1 / rate` values are known. */
export class ExpMean {
  readonly #at: number;

  constructor(
    layout: Layout,
    readonly rate: number,
  ) {
    this.#at = layout.doubles(3);
  }

  push({ f64 }: BankState, value: number): void {
    const at = this.#at;
    const weight = f64[at + WEIGHT] * (1 - this.rate) + 1;
    const share = Math.max(this.rate, 1 / weight);
    const off = value - f64[at + MEAN];
    f64[at + WEIGHT] = weight;
    f64[at + MEAN] += share * off;
    f64[at + VARIANCE] = (1 - share) * (f64[at + VARIANCE] + share * off * off);
  }

  mean({ f64 }: BankState): number {
    return f64[this.#at + MEAN];
  }

  deviation({ f64 }: BankState): number {
    return Math.sqrt(f64[this.#at + VARIANCE]);
  }

  /** How many values it stands for, at most `1 / rate`. */
  weight({ f64 }: BankState): number {
    return f64[this.#at + WEIGHT];
  }
}
