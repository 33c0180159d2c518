import type { HistoryAnswer } from '@citywatch/contracts';
import { RESOLUTION_MS } from '../charts/series';

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

type Resolution = HistoryAnswer['resolution'];

/** The coarsest resolution of some histories: old readings are kept as hours only, so an answer may be coarser than asked. */
export const coarsestOf = (histories: readonly HistoryAnswer[]): Resolution =>
  histories.reduce<Resolution>((a, h) => (RESOLUTION_MS[h.resolution] > RESOLUTION_MS[a] ? h.resolution : a), 'raw');

/** The same history in coarser steps, which begin at `origin` plus or minus whole steps. One that is as coarse comes back as it is. */
export function coarsen(history: HistoryAnswer, resolution: Resolution, origin: number): HistoryAnswer {
  const step = RESOLUTION_MS[resolution];
  if (step <= RESOLUTION_MS[history.resolution]) return history;
  const bucket = (time: number) => Math.floor((time - origin) / step) * step + origin;
  const points = new Map<number, [sum: number, min: number, max: number, count: number]>();
  for (const [time, mean, min, max, count] of history.points) {
    const old = points.get(bucket(time)) ?? [0, Infinity, -Infinity, 0];
    points.set(bucket(time), [old[0] + mean * count, Math.min(old[1], min), Math.max(old[2], max), old[3] + count]);
  }
  const bands = new Map<number, [expected: number, low: number, high: number, n: number]>();
  for (const [time, expected, low, high] of history.expected) {
    const old = bands.get(bucket(time)) ?? [0, 0, 0, 0];
    bands.set(bucket(time), [old[0] + expected, old[1] + low, old[2] + high, old[3] + 1]);
  }
  return {
    ...history,
    resolution,
    points: [...points].map(([time, [sum, min, max, count]]) => [time, sum / count, min, max, count]),
    expected: [...bands].map(([time, [e, low, high, n]]) => [time, e / n, low / n, high / n]),
  };
}

/** Histories in one resolution, the coarsest of them, with buckets that begin together; null stays. */
export function inOneResolution<T extends HistoryAnswer | null>(histories: readonly T[]): T[] {
  const known = histories.filter((history) => history !== null) as HistoryAnswer[];
  const resolution = coarsestOf(known);
  const origin = known.find((h) => h.resolution === resolution && h.points.length > 0)?.points[0][0] ?? 0;
  return histories.map((history) => (history === null ? history : (coarsen(history, resolution, origin) as T)));
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
