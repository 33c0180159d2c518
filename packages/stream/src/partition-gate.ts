import type { TopicPartition } from './partition-batch.js';

/** Why a partition is not fetched: its offset is being loaded, it waits after a failed batch, or the user paused it. */
export type PauseReason = 'loading' | 'waiting' | 'user';

export const partitionKey = (topic: string, partition: number): string => `${topic}/${partition}`;

/** A partition is open while no reason holds it; each reason comes and goes by itself. */
export class PartitionGate {
  readonly #reasons = new Map<string, Set<PauseReason>>();
  readonly #apply: (at: TopicPartition, open: boolean) => void;

  /** @param apply pauses or resumes the partition in the client; called on each change, and on `close` always */
  constructor(apply: (at: TopicPartition, open: boolean) => void) {
    this.#apply = apply;
  }

  close(at: TopicPartition, reason: PauseReason): void {
    const key = partitionKey(at.topic, at.partition);
    const reasons = this.#reasons.get(key) ?? new Set();
    reasons.add(reason);
    this.#reasons.set(key, reasons);
    this.#apply(at, false);
  }

  open(at: TopicPartition, reason: PauseReason): void {
    const key = partitionKey(at.topic, at.partition);
    const reasons = this.#reasons.get(key);
    if (!reasons?.delete(reason) || reasons.size > 0) return;
    this.#reasons.delete(key);
    this.#apply(at, true);
  }

  isOpen(at: TopicPartition): boolean {
    return !this.#reasons.has(partitionKey(at.topic, at.partition));
  }
}
