import type { BankState, Layout } from './layout.js';

const HEAD = 0;
const COUNT = 1;

/**
 * The last `size` values in order (at most 255): any quantile at once, a push by binary search and one move of memory. Beside
 * each value stands the turn in which it came, in a byte, which is how the oldest is found.
 */
export class SortedRing {
  readonly #at: number;
  readonly #sorted: number;
  readonly #turns: number;

  constructor(
    layout: Layout,
    readonly size: number,
  ) {
    if (size > 255) throw new RangeError(`A sorted ring holds at most 255 values; got ${size}.`);
    this.#at = layout.doubles(2);
    this.#sorted = layout.singles(size);
    this.#turns = layout.bytes(size);
  }

  push({ f64, f32, u8 }: BankState, value: number): void {
    const turn = f64[this.#at + HEAD];
    const count = f64[this.#at + COUNT];
    const single = Math.fround(value);
    let rank = this.#rank(f32, count, single);
    if (count < this.size) {
      this.#move(f32, u8, rank + 1, rank, count);
      f64[this.#at + COUNT] = count + 1;
    } else {
      // The oldest leaves: only what lies between its place and the new one's moves.
      const old = u8.indexOf(turn, this.#turns) - this.#turns;
      if (old >= rank) this.#move(f32, u8, rank + 1, rank, old);
      else this.#move(f32, u8, old, old + 1, rank--);
    }
    f32[this.#sorted + rank] = single;
    u8[this.#turns + rank] = turn;
    f64[this.#at + HEAD] = turn + 1 === this.size ? 0 : turn + 1;
  }

  count({ f64 }: BankState): number {
    return f64[this.#at + COUNT];
  }

  /** The quantile, interpolated; 0 while empty. */
  quantile({ f64, f32 }: BankState, share: number): number {
    const count = f64[this.#at + COUNT];
    if (count === 0) return 0;
    const place = share * (count - 1);
    const below = Math.floor(place);
    const low = f32[this.#sorted + below];
    return below + 1 < count ? low + (place - below) * (f32[this.#sorted + below + 1] - low) : low;
  }

  #move(f32: Float32Array, u8: Uint8Array, to: number, from: number, end: number): void {
    f32.copyWithin(this.#sorted + to, this.#sorted + from, this.#sorted + end);
    u8.copyWithin(this.#turns + to, this.#turns + from, this.#turns + end);
  }

  #rank(f32: Float32Array, count: number, value: number): number {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (f32[this.#sorted + middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
