import { topicOffsets } from './admin.js';
import { backoffDelay, delay } from './backoff.js';
import { stderrLogger, type StreamLogger } from './calm-log.js';
import { resolveOptions, type ConsumerOptions } from './consumer-options.js';
import { rootCause } from './errors.js';
import type { TopicPartition } from './partition-batch.js';
import { describeReset, startOffsets } from './start-offsets.js';

/** Sets partitions to where their user stored them, however long the store is away. */
export class OffsetLoader {
  readonly #options: ConsumerOptions;
  readonly #log: StreamLogger;
  readonly #over: AbortSignal;
  readonly #seek: (at: TopicPartition, next: number) => void;

  constructor(options: ConsumerOptions, over: AbortSignal, seek: (at: TopicPartition, next: number) => void) {
    this.#options = options;
    this.#log = options.config.log ?? stderrLogger;
    this.#over = over;
    this.#seek = seek;
  }

  /**
   * Loads and seeks, trying again until it works.
   * @param isOld true when the partitions are no longer to be loaded; the result is then false
   * @throws what loadOffsets throws with `retriable: false`
   */
  async load(partitions: readonly TopicPartition[], isOld: () => boolean): Promise<boolean> {
    const { retry } = resolveOptions(this.#options).tuning;
    for (const topic of new Set(partitions.map((at) => at.topic))) {
      const numbers = partitions.filter((at) => at.topic === topic).map((at) => at.partition);
      for (let attempt = 1; ; attempt++) {
        if (isOld()) return false;
        try {
          await this.#loadTopic(topic, numbers, isOld);
          break;
        } catch (error) {
          if ((error as { retriable?: unknown }).retriable === false) throw error;
          const reason = rootCause(error).message;
          this.#log('warn', `offsets of ${topic} cannot be loaded: ${reason}; trying again`, { topic, attempt });
          await delay(backoffDelay(attempt, retry, Math.random()), this.#over);
        }
      }
    }
    return !isOld();
  }

  async #loadTopic(topic: string, partitions: readonly number[], isOld: () => boolean): Promise<void> {
    const { config, loadOffsets, onReset } = this.#options;
    const [stored, kept] = await Promise.all([
      loadOffsets.call(this.#options, topic, partitions),
      topicOffsets(config, topic),
    ]);
    if (isOld()) return;
    const { fromBeginning } = resolveOptions(this.#options);
    for (const { partition, next, outside } of startOffsets(partitions, stored, kept, fromBeginning)) {
      if (outside !== null) {
        const { low, high } = kept.find((row) => row.partition === partition) ?? { low: 0, high: 0 };
        const reset = { topic, partition, stored: outside, low, high, next };
        onReset?.call(this.#options, reset);
        this.#log('warn', describeReset(reset), { ...reset });
      }
      this.#seek({ topic, partition }, next);
    }
  }
}
