import type { AnomalyChange } from '@citywatch/detection';
import type { PartitionDetector } from './partition-detector.js';

/** A partition that this process judges, and where it stands. */
export interface Partition {
  readonly topic: string;
  readonly partition: number;
  readonly detector: PartitionDetector;
  /** Offset in the database; null: none yet. */
  stored: number | null;
  /** Everything before is judged. */
  next: number;
  consumed: number;
  refused: number;
  /** Batches and ticks between their first observation and their last stored anomaly: no checkpoint now. */
  inWork: number;
  saving: boolean;
  savedAt: number;
  batchAt: number;
  caughtUp: boolean;
  /** Found by the clock, not stored yet. */
  unsaved: AnomalyChange[];
}

export const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`;

/** One as its checkpoint says: `stored` is the offset in the database, null where there is none. */
export const heldPartition = (
  topic: string,
  partition: number,
  detector: PartitionDetector,
  stored: number | null,
  now: number,
): Partition => ({
  topic,
  partition,
  detector,
  stored,
  next: stored ?? 0,
  consumed: 0,
  refused: 0,
  inWork: 0,
  saving: false,
  savedAt: now,
  batchAt: 0,
  caughtUp: false,
  unsaved: [],
});
