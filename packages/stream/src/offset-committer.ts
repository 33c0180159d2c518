import type { Consumer } from 'kafkajs';
import type { TopicPartition } from './partition-batch.js';
import { partitionKey } from './partition-gate.js';

const EVERY_MS = 5_000;

/** Tells Kafka, every few seconds, how far we are, so that its own tools can show the lag. Nothing reads it back. */
export class OffsetCommitter {
  readonly #consumer: Consumer;
  readonly #next = new Map<string, TopicPartition & { offset: string }>();
  readonly #timer: NodeJS.Timeout;

  constructor(consumer: Consumer) {
    this.#consumer = consumer;
    this.#timer = setInterval(() => void this.#commit(), EVERY_MS);
  }

  note(at: TopicPartition, next: number): void {
    this.#next.set(partitionKey(at.topic, at.partition), { ...at, offset: String(next) });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #commit(): Promise<void> {
    const offsets = [...this.#next.values()];
    this.#next.clear();
    if (offsets.length === 0) return;
    try {
      await this.#consumer.commitOffsets(offsets);
    } catch {
      // Only a display: the next round says it again.
    }
  }
}
