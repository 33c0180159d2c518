import type { OffsetReset } from './consumer-options.js';
import type { PartitionOffsets } from './admin.js';

export interface StartOffset {
  readonly partition: number;
  readonly next: number;
  /** The stored offset, where it lies outside of what Kafka has. */
  readonly outside: number | null;
}

/**
 * Where to start each partition: at its stored offset, else at the beginning or the end. A stored offset below the oldest
 * message goes to the oldest; one beyond the end means the topic was made anew, so it also goes to the oldest.
 */
export function startOffsets(
  partitions: readonly number[],
  stored: ReadonlyMap<number, number>,
  kept: readonly PartitionOffsets[],
  fromBeginning: boolean,
): StartOffset[] {
  const range = new Map(kept.map((row) => [row.partition, row]));
  return partitions.map((partition) => {
    const { low, high } = range.get(partition) ?? { low: 0, high: 0 };
    const at = stored.get(partition);
    if (at === undefined) return { partition, next: fromBeginning ? low : high, outside: null };
    return at < low || at > high ? { partition, next: low, outside: at } : { partition, next: at, outside: null };
  });
}

/** What to say about a reset. */
export function describeReset(reset: OffsetReset): string {
  const where = `${reset.topic}/${reset.partition}`;
  return reset.stored < reset.low
    ? `${where}: ${reset.low - reset.stored} messages expired in Kafka before they were read; going on at ${reset.next}`
    : `${where}: stored offset ${reset.stored} is beyond the end ${reset.high}: the topic was made anew; going on at ${reset.next}`;
}
