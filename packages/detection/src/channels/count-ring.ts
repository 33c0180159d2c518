import type { BankState, Layout } from './layout.js';

/** Of each window: how many steps it holds, how many of them were hits. */
const STEPS = 0;
const HITS = 1;
const READY = 0.75;

/** Which of the last steps were hits: a byte a step, and windows over the newest of them. */
export class CountRing {
  readonly #head: number;
  readonly #windows: number;
  readonly #flags: number;
  readonly #size: number;

  /** @param lengths of the windows, in steps; the longest is the size of the ring */
  constructor(
    layout: Layout,
    readonly lengths: readonly number[],
  ) {
    this.#size = Math.max(...lengths);
    this.#head = layout.doubles(1);
    this.#windows = layout.doubles(2 * lengths.length);
    this.#flags = layout.bytes(this.#size);
  }

  push({ f64, u8 }: BankState, hit: boolean): void {
    const head = f64[this.#head];
    const now = hit ? 1 : 0;
    for (let i = 0; i < this.lengths.length; i++) {
      const at = this.#windows + 2 * i;
      const full = f64[at + STEPS] === this.lengths[i];
      if (!full) f64[at + STEPS]++;
      f64[at + HITS] += now - (full ? u8[this.#place(head, this.lengths[i])] : 0);
    }
    u8[this.#flags + head] = now;
    f64[this.#head] = head + 1 === this.#size ? 0 : head + 1;
  }

  /** Forgets the oldest steps, as many as a hole was long. */
  skip({ f64, u8 }: BankState, steps: number): void {
    for (let i = 0; i < this.lengths.length; i++) {
      const at = this.#windows + 2 * i;
      const kept = Math.max(0, f64[at + STEPS] - steps);
      for (let back = f64[at + STEPS]; back > kept; back--) f64[at + HITS] -= u8[this.#place(f64[this.#head], back)];
      f64[at + STEPS] = kept;
    }
  }

  isReady({ f64 }: BankState, window: number): boolean {
    return f64[this.#windows + 2 * window + STEPS] >= READY * this.lengths[window];
  }

  /** Share of the window's steps that were hits. */
  share({ f64 }: BankState, window: number): number {
    const at = this.#windows + 2 * window;
    return f64[at + HITS] / Math.max(1, f64[at + STEPS]);
  }

  #place(head: number, back: number): number {
    const place = head - back;
    return this.#flags + (place < 0 ? place + this.#size : place);
  }
}
