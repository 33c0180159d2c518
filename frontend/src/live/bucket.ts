import { severityRank, type Severity } from '@citywatch/contracts';

/** How a sensor is drawn: exactly one of these. The severities are abnormal; the first four say how true a sensor is. */
export const BUCKETS = ['normal', 'stale', 'offline', 'doubtful', 'info', 'minor', 'major', 'critical'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** As numbers, for typed arrays; `unknown` until the first snapshot has come: not drawn, not counted. */
export const UNKNOWN = 255;
export const bucketIndex = (bucket: Bucket): number => BUCKETS.indexOf(bucket);
export const bucketOfSeverity = (severity: Severity): number => bucketIndex('info') + severityRank(severity);
export const isSeverity = (bucket: Bucket): bucket is Severity => bucketIndex(bucket) >= bucketIndex('info');

/** A sensor that has missed three reports is stale, one that is silent for an hour is offline (design: ui.md §5). */
export const STALE_INTERVALS = 3;
export const OFFLINE_AFTER = 3_600_000;
/** Live ticks, clocks and Kafka take a moment: without it a sensor that reports every second would flicker. */
const GRACE = 2_000;

/**
 * The bucket of one sensor. `newest` is its newest phenomenonTime (NaN: never seen), `interval` its usual ms between
 * reports, `severity` the worst rank of what is open on it (-1: nothing). Quality alone never gives a colour.
 */
export function bucketOf(now: number, newest: number, interval: number, quality: number, severity: number): number {
  if (severity >= 0) return bucketIndex('info') + severity;
  const age = now - newest;
  if (!(age <= OFFLINE_AFTER)) return bucketIndex('offline');
  if (age > STALE_INTERVALS * interval + GRACE) return bucketIndex('stale');
  return bucketIndex(quality === 0 ? 'normal' : 'doubtful');
}
