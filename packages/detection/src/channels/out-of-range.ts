import { UNKNOWN, type Channel, type Step } from './channel.js';
import type { BankState, Layout } from './layout.js';

const SEEN = 0;
const LOW = 1;
const HIGH = 2;
const LEAST_SEEN = 20;
/** Share of the range by which either end comes in at each step: half in forty days of 5-minute steps. */
const FORGET = 3e-5;

/** How far a value lies outside all that was seen in the last months, in units of that range. */
export class OutOfRangeChannel implements Channel {
  readonly leastExcess = 0.01;
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
      const shrink = FORGET * (high - low);
      f64[at + HIGH] = Math.max(value, high - shrink);
      f64[at + LOW] = Math.min(value, low + shrink);
    }
    return seen > LEAST_SEEN ? off / (high - low + 1e-9 + 1e-6 * Math.abs(high)) : UNKNOWN;
  }
}
