import type { BankState, Layout } from './layout.js';

/** Of each window: how many values it holds, their sum, the sum of their squares. */
const COUNT = 0;
const SUM = 1;
const SQUARES = 2;
/** A window speaks when it is this full: after a hole it holds only what is recent enough. */
const READY = 0.75;

/** The last values of a stream, and windows over the newest of them: one ring serves windows of several lengths. */
export class Ring {
  readonly #head: number;
  readonly #windows: number;
  readonly #values: number;
  readonly #size: number;

  /** @param lengths of the windows, in steps; the longest is the size of the ring */
  constructor(
    layout: Layout,
    readonly lengths: readonly number[],
  ) {
    this.#size = Math.max(...lengths);
    this.#head = layout.doubles(1);
    this.#windows = layout.doubles(3 * lengths.length);
    this.#values = layout.singles(this.#size);
  }

  push(state: BankState, value: number): void {
    const { f64, f32 } = state;
    const head = f64[this.#head];
    const single = Math.fround(value);
    for (let i = 0; i < this.lengths.length; i++) {
      const at = this.#windows + 3 * i;
      const full = f64[at + COUNT] === this.lengths[i];
      const old = full ? f32[this.#place(head, this.lengths[i])] : 0;
      if (!full) f64[at + COUNT]++;
      f64[at + SUM] += single - old;
      f64[at + SQUARES] += single * single - old * old;
    }
    f32[this.#values + head] = single;
    f64[this.#head] = head + 1 === this.#size ? 0 : head + 1;
    // Once around, the sums are made anew: the rounding of what left a window does not add up.
    if (f64[this.#head] === 0) for (let i = 0; i < this.lengths.length; i++) this.#sum(state, i);
  }

  /** Forgets the oldest values: after a hole of `steps` steps they are further back than the windows reach. */
  skip(state: BankState, steps: number): void {
    for (let i = 0; i < this.lengths.length; i++) {
      const at = this.#windows + 3 * i;
      state.f64[at + COUNT] = Math.max(0, state.f64[at + COUNT] - steps);
      this.#sum(state, i);
    }
  }

  isReady({ f64 }: BankState, window: number): boolean {
    return f64[this.#windows + 3 * window + COUNT] >= READY * this.lengths[window];
  }

  isFull({ f64 }: BankState, window: number): boolean {
    return f64[this.#windows + 3 * window + COUNT] === this.lengths[window];
  }

  mean({ f64 }: BankState, window: number): number {
    const at = this.#windows + 3 * window;
    return f64[at + SUM] / Math.max(1, f64[at + COUNT]);
  }

  variance(state: BankState, window: number): number {
    const at = this.#windows + 3 * window;
    const mean = this.mean(state, window);
    return Math.max(0, state.f64[at + SQUARES] / Math.max(1, state.f64[at + COUNT]) - mean * mean);
  }

  /** The value `back` steps before the newest (0). */
  at({ f64, f32 }: BankState, back: number): number {
    return f32[this.#place(f64[this.#head], back + 1)];
  }

  #place(head: number, back: number): number {
    const place = head - back;
    return this.#values + (place < 0 ? place + this.#size : place);
  }

  #sum({ f64, f32 }: BankState, window: number): void {
    const at = this.#windows + 3 * window;
    let sum = 0;
    let squares = 0;
    for (let back = 1; back <= f64[at + COUNT]; back++) {
      const value = f32[this.#place(f64[this.#head], back)];
      sum += value;
      squares += value * value;
    }
    f64[at + SUM] = sum;
    f64[at + SQUARES] = squares;
  }
}
