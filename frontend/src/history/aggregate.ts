import type { HistoryAnswer } from '@citywatch/contracts';

/** Most sensors that one answer is made of: each is one request, two with a comparison. A median needs no more. */
export const MAX_SENSORS = 50;

/** At most `most` items, spread evenly over the list, always the same ones. */
export function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]);
}

/** The middle value, or the mean of the two middle ones; null of nothing. */
export function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Mean of all readings (not of buckets): each bucket weighs as many as it has. Null without readings. */
export function meanOf(history: Pick<HistoryAnswer, 'points'>): number | null {
  let sum = 0;
  let count = 0;
  for (const [, mean, , , n] of history.points) {
    sum += mean * n;
    count += n;
  }
  return count === 0 ? null : sum / count;
}

/**
 * One series out of many sensors of one property: per bucket the median of the sensors' means, the least and largest of
 * them, and the medians of what was expected of each. All histories must have the same resolution; buckets are matched by time.
 * Anomalies belong to single sensors and are left to the table.
 */
export function combine(histories: readonly HistoryAnswer[]): HistoryAnswer | null {
  if (histories.length <= 1) return histories[0] ?? null;
  const means = new Map<number, { values: number[]; count: number }>();
  const bands = new Map<number, [number[], number[], number[]]>();
  for (const history of histories) {
    for (const [time, mean, , , count] of history.points) {
      const at = means.get(time) ?? { values: [], count: 0 };
      at.values.push(mean);
      at.count += count;
      means.set(time, at);
    }
    for (const [time, ...figures] of history.expected) {
      const at = bands.get(time) ?? [[], [], []];
      figures.forEach((figure, i) => at[i].push(figure));
      bands.set(time, at);
    }
  }
  const byTime = <T>(map: Map<number, T>) => [...map].sort(([a], [b]) => a - b);
  const middle = (values: number[]) => medianOf(values) ?? 0;
  return {
    ...histories[0],
    readings: histories.reduce((sum, h) => sum + h.readings, 0),
    points: byTime(means).map(([time, { values, count }]) => [
      time,
      middle(values),
      values.reduce((a, b) => Math.min(a, b)),
      values.reduce((a, b) => Math.max(a, b)),
      count,
    ]),
    expected: byTime(bands).map(([time, [e, low, high]]) => [time, middle(e), middle(low), middle(high)]),
    anomalies: [],
  };
}

/** Change of a figure, absolute and as a share; null where either is unknown, and no share of zero. */
export function changeOf(now: number | null, before: number | null): { change: number; share: number | null } | null {
  if (now === null || before === null) return null;
  return { change: now - before, share: before === 0 ? null : (now - before) / Math.abs(before) };
}
