/** A report that is due: whose, and of which time (ms). */
export interface Due {
  readonly index: number;
  readonly time: number;
}

/** Things of one interval, by the moment within it at which they report. */
interface Group {
  readonly interval: number;
  readonly phases: readonly number[];
  readonly indices: readonly number[];
}

const GOLDEN = 0.618_033_988_75;

/**
 * When in its interval a Thing reports, 0 up to 1. Neighbours in the list are far apart in time, so any part of the city
 * spreads its reports evenly and nothing bursts at full seconds.
 */
export const phaseOf = (index: number): number => (index * GOLDEN) % 1;

export class Schedule {
  readonly #groups: Group[];

  /** @param intervals each Thing's interval in ms, by its index */
  constructor(intervals: readonly number[]) {
    const byInterval = new Map<number, number[]>();
    intervals.forEach((interval, index) => {
      const group = byInterval.get(interval);
      if (group) group.push(index);
      else byInterval.set(interval, [index]);
    });
    this.#groups = [...byInterval].map(([interval, indices]) => {
      const ordered = [...indices].sort((a, b) => phaseOf(a) - phaseOf(b));
      return { interval, indices: ordered, phases: ordered.map((i) => Math.floor(phaseOf(i) * interval)) };
    });
  }

  /** Reports a second. */
  get rate(): number {
    return this.#groups.reduce((sum, { interval, indices }) => sum + (indices.length * 1000) / interval, 0);
  }

  /** All reports of [from, to), each Thing's in the order of time. */
  due(from: number, to: number): Due[] {
    const due: Due[] = [];
    for (const { interval, phases, indices } of this.#groups)
      for (let base = Math.floor(from / interval) * interval; base < to; base += interval) {
        const end = firstAtLeast(phases, to - base);
        for (let i = firstAtLeast(phases, from - base); i < end; i++)
          due.push({ index: indices[i], time: base + phases[i] });
      }
    return due;
  }
}

/** Index of the first of some sorted numbers that is at least `value`. */
function firstAtLeast(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
