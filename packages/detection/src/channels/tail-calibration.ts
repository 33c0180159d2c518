import type { BankState, Layout } from './layout.js';

/** Steps of one block; neighbours in time are alike, so only the largest of a block is evidence. */
const BLOCK = 8;
/** Largest blocks that are kept. */
const KEPT = 20;
/** Steps before anything is learnt or said, and blocks before anything is said. */
const WARM_UP = 30;
const LEAST_BLOCKS = 10;
/** The tail begins at the largest 30 % of the blocks, three at least. */
const TAIL_SHARE = 0.3;
const LEAST_TAIL = 3;
/** The mean excess over the tail's start is never thought smaller than this share of it: a constant sensor has no excess at all. */
const LEAST_EXCESS = 0.12;
/** At this many blocks half are forgotten, every second of the largest among them: four months of 5-minute steps. */
const MOST_BLOCKS = 4_096;

/** log10 of whole numbers, looked up: nine channels ask for it twice a step. */
const LOG10 = Float64Array.from({ length: MOST_BLOCKS + 2 }, (_, i) => Math.log10(i));

const SEEN = 0;
const IN_BLOCK = 1;
const BLOCK_MAX = 2;
const BLOCKS = 3;
const COUNT = 4;
const TAIL = 5;
const START = 6;
const EXCESS = 7;

/**
 * How rare a deviation is among those of its own sensor: -log10 P(the largest deviation of a block >= d), learnt from the
 * stream itself. Within the largest blocks it goes by rank, beyond them by an exponential tail (peaks over threshold).
 */
export class TailCalibration {
  readonly #at: number;
  readonly #largest: number;

  /** @param leastExcess in the channel's unit: less over the tail's start is no surprise, however quiet the sensor was so far */
  constructor(
    layout: Layout,
    readonly leastExcess: number,
  ) {
    this.#at = layout.doubles(8);
    this.#largest = layout.singles(KEPT);
  }

  /** Rarity of `deviation` (0 or more, any unit); 0 while too little is known. */
  rarity({ f64, f32 }: BankState, deviation: number): number {
    const at = this.#at;
    const blocks = f64[at + BLOCKS];
    if (blocks < LEAST_BLOCKS || deviation <= 0) return 0;
    const tail = f64[at + TAIL];
    const start = f64[at + START];
    const ofBlocks = LOG10[blocks + 1];
    if (deviation <= start) return Math.max(0, ofBlocks - LOG10[tail]) * ((0.5 * deviation) / start);
    const decades = f64[at + EXCESS] * Math.LN10;
    const byTail = (deviation - start) / decades - LOG10[tail];
    return Math.max(0, ofBlocks + 0.5 * (byTail + this.#byRank(f32, deviation, tail, start, decades)));
  }

  /** Half a rank between the ranks; beyond the largest it goes on at the tail's slope. */
  #byRank(f32: Float32Array, deviation: number, tail: number, start: number, decades: number): number {
    const from = this.#largest;
    if (deviation >= f32[from]) return 0.3 + (deviation - f32[from]) / decades;
    let rank = 1;
    while (rank < tail && f32[from + rank] > deviation) rank++;
    const high = f32[from + rank - 1];
    const low = rank < tail ? f32[from + rank] : start;
    const within = high > low ? (0.5 * (deviation - low)) / (high - low) : 0;
    return -Math.log10(rank + 0.5 - within);
  }

  teach({ f64, f32 }: BankState, deviation: number): void {
    const at = this.#at;
    if (f64[at + SEEN] < WARM_UP) {
      f64[at + SEEN]++;
      return;
    }
    if (deviation > f64[at + BLOCK_MAX]) f64[at + BLOCK_MAX] = deviation;
    if (++f64[at + IN_BLOCK] < BLOCK) return;
    if (f64[at + BLOCKS] === MOST_BLOCKS) this.#forgetHalf(f64, f32);
    f64[at + BLOCKS]++;
    this.#keep(f64, f32, f64[at + BLOCK_MAX]);
    f64[at + IN_BLOCK] = 0;
    f64[at + BLOCK_MAX] = 0;
    this.#fit(f64, f32);
  }

  #keep(f64: Float64Array, f32: Float32Array, largest: number): void {
    const count = f64[this.#at + COUNT];
    const from = this.#largest;
    if (count === KEPT && largest <= f32[from + KEPT - 1]) return;
    let place = count < KEPT ? count : KEPT - 1;
    if (count < KEPT) f64[this.#at + COUNT]++;
    for (; place > 0 && f32[from + place - 1] < largest; place--) f32[from + place] = f32[from + place - 1];
    f32[from + place] = largest;
  }

  /** The second largest of 2n blocks is what the largest of n would be: the shape of the tail stays. */
  #forgetHalf(f64: Float64Array, f32: Float32Array): void {
    const kept = Math.floor(f64[this.#at + COUNT] / 2);
    for (let i = 0; i < kept; i++) f32[this.#largest + i] = f32[this.#largest + 2 * i + 1];
    f64[this.#at + COUNT] = kept;
    f64[this.#at + BLOCKS] /= 2;
  }

  #fit(f64: Float64Array, f32: Float32Array): void {
    const at = this.#at;
    const tail = Math.max(LEAST_TAIL, Math.min(f64[at + COUNT], Math.ceil(TAIL_SHARE * f64[at + BLOCKS])));
    const start = f32[this.#largest + tail - 1];
    let over = 0;
    for (let i = 0; i < tail - 1; i++) over += f32[this.#largest + i] - start;
    f64[at + TAIL] = tail;
    f64[at + START] = start;
    f64[at + EXCESS] = Math.max(over / (tail - 1), LEAST_EXCESS * start, this.leastExcess);
  }
}
