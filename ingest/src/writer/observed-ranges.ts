const MINUTE = 60_000;

/** Half-open ranges, ms since the epoch, minute-aligned, in rising order. */
export interface ObservedRanges {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/**
 * The minutes that these times lie in, as few ranges: what the roll-ups must look at again. Neighbours are joined; when there
 * are still more than `most`, so are ranges further and further apart, for a note per minute would cost more than it saves.
 */
export function observedRanges(times: Iterable<number>, most = 32): ObservedRanges {
  const minutes = new Set<number>();
  let last = NaN;
  for (const time of times) {
    const minute = Math.floor(time / MINUTE);
    if (minute !== last) minutes.add((last = minute));
  }
  const sorted = [...minutes].sort((a, b) => a - b);
  for (let gap = 1; ; gap *= 2) {
    const starts = sorted.filter((minute, i) => i === 0 || minute - sorted[i - 1] > gap);
    if (starts.length > most) continue;
    const ends = sorted.filter((minute, i) => i === sorted.length - 1 || sorted[i + 1] - minute > gap);
    return { from: starts.map((m) => m * MINUTE), to: ends.map((m) => (m + 1) * MINUTE) };
  }
}
