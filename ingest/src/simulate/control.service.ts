import {
  createReader,
  ensureTopics,
  topicOffsets,
  type StreamConfig,
  type StreamConsumer,
  type StreamProducer,
} from '@citywatch/stream';
import { decodeControl, encodeControl, SIMULATOR_TOPIC, type ControlMessage } from './control.js';

export interface ControlOptions {
  readonly stream: StreamConfig;
  readonly topicPrefix: string;
  readonly producer: StreamProducer;
  /** `at` is when the message reached Kafka; `old` is true for what was there before this process. */
  readonly onMessage: (message: ControlMessage, at: number, old: boolean) => void;
}

/** The simulator's topic: first all that is remembered, then what comes. */
export class ControlService {
  readonly #options: ControlOptions;
  readonly #topic: string;
  #reader: StreamConsumer | null = null;

  constructor(options: ControlOptions) {
    this.#options = options;
    this.#topic = options.topicPrefix + SIMULATOR_TOPIC.name;
  }

  /** Resolves when all that was there has been told. */
  async start(): Promise<void> {
    const { stream, topicPrefix, onMessage } = this.#options;
    await ensureTopics(stream, [SIMULATOR_TOPIC], { prefix: topicPrefix });
    const [{ low, high }] = await topicOffsets(stream, this.#topic);
    await new Promise<void>((resolve, reject) => {
      if (high === low) resolve();
      this.#reader = createReader({
        config: stream,
        topics: [this.#topic],
        from: 'beginning',
        eachBatch: ({ messages, lastOffset }) => {
          for (const { key, value, timestamp, offset } of messages) {
            const message = decodeControl(key, value);
            if (message) onMessage(message, timestamp, offset < high);
          }
          if (lastOffset >= high - 1) resolve();
          return Promise.resolve();
        },
        onFatal: reject,
      });
      this.#reader.start().catch(reject);
    });
  }

  async publish(message: ControlMessage): Promise<void> {
    await this.#options.producer.send([{ topic: this.#topic, messages: [encodeControl(message)] }]);
  }

  /** Forgets an incident that is over. */
  async forget(id: string): Promise<void> {
    const messages = ['inject', 'incident'].map((type) => ({ key: `${type}/${id}`, value: null }));
    await this.#options.producer.send([{ topic: this.#topic, messages }]);
  }

  async stop(): Promise<void> {
    await this.#reader?.stop();
  }
}
