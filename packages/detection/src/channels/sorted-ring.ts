import type { BankState, Layout } from './layout.js';

const HEAD = 0;
const COUNT = 1;

/** The last `size` values, kept in order too: any quantile at once, a push by binary search and one move of memory. */
export class SortedRing {
  readonly #at: number;
  readonly #values: number;
  readonly #sorted: number;

  constructor(
    layout: Layout,
    readonly size: number,
  ) {
    this.#at = layout.doubles(2);
    this.#values = layout.singles(size);
    this.#sorted = layout.singles(size);
  }

  push({ f64, f32 }: BankState, value: number): void {
    const at = this.#at;
    const from = this.#sorted;
    const head = f64[at + HEAD];
    const place = this.#values + head;
    let count = f64[at + COUNT];
    if (count === this.size) {
      const old = from + this.#rank(f32, count, f32[place]);
      f32.copyWithin(old, old + 1, from + count);
      count--;
    }
    f32[place] = value;
    const rank = from + this.#rank(f32, count, f32[place]);
    f32.copyWithin(rank + 1, rank, from + count);
    f32[rank] = f32[place];
    f64[at + COUNT] = count + 1;
    f64[at + HEAD] = head + 1 === this.size ? 0 : head + 1;
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
