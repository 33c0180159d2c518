import type { BankState, Layout } from './layout.js';

const HEAD = 0;
const COUNT = 1;
const SUM = 2;
const SQUARES = 3;

/** The last `size` values, their sum and the sum of their squares. */
export class Ring {
  readonly #at: number;
  readonly #values: number;

  constructor(
    layout: Layout,
    readonly size: number,
  ) {
    this.#at = layout.doubles(4);
    this.#values = layout.singles(size);
  }

  push({ f64, f32 }: BankState, value: number): void {
    const at = this.#at;
    const head = f64[at + HEAD];
    const place = this.#values + head;
    const full = f64[at + COUNT] === this.size;
    const old = full ? f32[place] : 0;
    f32[place] = value;
    f64[at + SUM] += f32[place] - old;
    f64[at + SQUARES] += f32[place] * f32[place] - old * old;
    if (!full) f64[at + COUNT]++;
    f64[at + HEAD] = head + 1 === this.size ? 0 : head + 1;
    // Once around, the sums are made anew: the rounding of what left the window does not add up.
    if (f64[at + HEAD] === 0) this.#sum(f64, f32);
  }

  /** Forgets the oldest values: after a hole of `steps` steps they are further back than the window reaches. */
  skip({ f64, f32 }: BankState, steps: number): void {
    const at = this.#at;
    const drop = Math.min(steps, f64[at + COUNT]);
    if (drop < 1) return;
    f64[at + COUNT] -= drop;
    this.#sum(f64, f32);
  }

  isFull({ f64 }: BankState): boolean {
    return f64[this.#at + COUNT] === this.size;
  }

  mean({ f64 }: BankState): number {
    return f64[this.#at + SUM] / Math.max(1, f64[this.#at + COUNT]);
  }

  variance({ f64 }: BankState): number {
    const count = Math.max(1, f64[this.#at + COUNT]);
    const mean = f64[this.#at + SUM] / count;
    return Math.max(0, f64[this.#at + SQUARES] / count - mean * mean);
  }

  /** The value `back` steps before the newest (0). */
  at({ f64, f32 }: BankState, back: number): number {
    const place = f64[this.#at + HEAD] - 1 - back;
    return f32[this.#values + (place < 0 ? place + this.size : place)];
  }

  #sum(f64: Float64Array, f32: Float32Array): void {
    let sum = 0;
    let squares = 0;
    const newest = f64[this.#at + HEAD] - 1 + this.size;
    for (let i = 0; i < f64[this.#at + COUNT]; i++) {
      const value = f32[this.#values + ((newest - i) % this.size)];
      sum += value;
      squares += value * value;
    }
    f64[this.#at + SUM] = sum;
    f64[this.#at + SQUARES] = squares;
  }
}
