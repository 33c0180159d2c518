import { MAX_POINTS, type HistoryResolution } from '@citywatch/contracts';

export type Bucket = Exclude<HistoryResolution, 'auto' | 'raw'>;
export type Resolution = Bucket | 'raw';

const MINUTE = 60_000;
/** Widths in ms, rising. */
export const BUCKET_MS: Readonly<Record<Bucket, number>> = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '6h': 360 * MINUTE,
  '1d': 1_440 * MINUTE,
};
const BUCKETS = Object.keys(BUCKET_MS) as Bucket[];

/** Longest range a history can have: a point a day (one less, for a range that begins inside a day). */
export const MAX_SPAN_MS = (MAX_POINTS - 1) * BUCKET_MS['1d'];

/** Buckets that a range touches at most, wherever it begins. */
const touched = (span: number, bucket: Bucket): number => Math.ceil(span / BUCKET_MS[bucket]) + 1;

const fits = (span: number, bucket: Bucket): boolean => touched(span, bucket) <= MAX_POINTS;

/**
 * Resolutions to try, in order, until one gives points and not too many. Readings are kept for days, minutes for months,
 * hours for years, so an old range may have coarse points only.
 * @param span length of the range, ms, at most MAX_SPAN_MS
 * @param interval usual ms between two readings of the Datastream
 */
export function planResolutions(asked: HistoryResolution, span: number, interval: number): Resolution[] {
  const finest = BUCKETS.find((bucket) => fits(span, bucket)) ?? '1d';
  const plan: Resolution[] = [];
  if (asked === 'raw' || (asked === 'auto' && span / interval <= MAX_POINTS)) plan.push('raw');
  plan.push(asked !== 'auto' && asked !== 'raw' && fits(span, asked) ? asked : finest);
  if (BUCKET_MS[plan[plan.length - 1] as Bucket] < BUCKET_MS['1h']) plan.push('1h');
  return plan;
}

/** The roll-up a bucket is made from: the coarsest that is not coarser. */
export const sourceOf = (bucket: Bucket): 'observation_1m' | 'observation_1h' =>
  BUCKET_MS[bucket] < BUCKET_MS['1h'] ? 'observation_1m' : 'observation_1h';
