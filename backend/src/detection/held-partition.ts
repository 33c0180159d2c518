import type { AnomalyChange } from '@citywatch/detection';
import type { Adoption } from './detection-changes.js';
import type { PartitionDetector } from './partition-detector.js';

/** What judges a partition: it follows what people change. */
export interface Follower {
  /** The last adoption, in force or to come. */
  readonly adopted: Adoption;
  adopt(adoption: Adoption): void;
}

/** A partition that this process judges, and where it stands. */
export interface HeldPartition<D extends Follower = Follower> {
  readonly topic: string;
  readonly partition: number;
  readonly detector: D;
  /** Offset in the database; null: none yet. */
  stored: number | null;
  /** Everything before is judged. */
  next: number;
  caughtUp: boolean;
  /** Batches and ticks between their first message and their last stored anomaly: no checkpoint now. */
  inWork: number;
  saving: boolean;
  savedAt: number;
}

/** A partition of telemetry. */
export interface Partition extends HeldPartition<PartitionDetector> {
  consumed: number;
  refused: number;
  batchAt: number;
  /** Found by the clock, not stored yet. */
  unsaved: AnomalyChange[];
}

export const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`;

/** One as its checkpoint says: `stored` is the offset in the database, null where there is none. */
export const heldPartition = <D extends Follower>(
  topic: string,
  partition: number,
  detector: D,
  stored: number | null,
  now: number,
): HeldPartition<D> => ({
  topic,
  partition,
  detector,
  stored,
  next: stored ?? 0,
  caughtUp: false,
  inWork: 0,
  saving: false,
  savedAt: now,
});
