import type { Channel, Step } from './channel.js';
import type { BankState, Layout } from './layout.js';

const SEEN = 0;
const LOW = 1;
const HIGH = 2;
const LEAST_SEEN = 20;

/** How far a value lies outside all that was seen so far, in units of that range. */
export class OutOfRangeChannel implements Channel {
  readonly #at: number;

  constructor(layout: Layout) {
    this.#at = layout.doubles(3);
  }

  measure({ f64 }: BankState, { value, learn }: Step): number {
    const at = this.#at;
    const seen = f64[at + SEEN]++;
    if (seen === 0) f64[at + LOW] = f64[at + HIGH] = value;
    const low = f64[at + LOW];
    const high = f64[at + HIGH];
    const off = Math.max(value - high, low - value, 0);
    if (learn) {
      if (value > high) f64[at + HIGH] = value;
      if (value < low) f64[at + LOW] = value;
    }
    return seen > LEAST_SEEN ? off / (high - low + 1e-9 + 1e-6 * Math.abs(high)) : 0;
  }
}
