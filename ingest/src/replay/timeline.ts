import type { Dataset, Row } from './dataset.js';

/** A row at the time it gets. */
export interface Timed {
  readonly dataset: Dataset;
  readonly row: Row;
  readonly time: number;
}

export interface Timeline {
  readonly items: readonly Timed[];
  /** First and last time after the shift, ms. */
  readonly from: number;
  readonly to: number;
}

/**
 * Rows of all files in the order of their times. Shifted to now, the last row of each file is due when it is sent: at
 * once for an infinite speed; else its event time runs from the past and meets the clock at the end.
 */
export function planTimeline(
  datasets: readonly Dataset[],
  shift: 'now' | 'none',
  speed: number,
  now: number,
): Timeline {
  const items = datasets.flatMap((dataset) => {
    const { rows } = dataset;
    if (rows.length === 0) return [];
    const [first, last] = [rows[0].time, rows[rows.length - 1].time];
    const by = shift === 'none' ? 0 : Math.floor(now + (last - first) / speed - last);
    return rows.map((row): Timed => ({ dataset, row, time: row.time + by }));
  });
  items.sort((a, b) => a.time - b.time);
  return { items, from: items[0]?.time ?? now, to: items.at(-1)?.time ?? now };
}
