import { CompressionTypes, Partitioners, type Message, type Producer } from 'kafkajs';
import { backoffDelay, delay, withDeadline } from './backoff.js';
import { Outage, stderrLogger } from './calm-log.js';
import { chunksOf, messageBytes, type OutgoingMessage, type TopicMessages } from './chunks.js';
import { protocolType, rootCause, StreamError } from './errors.js';
import { createKafka } from './kafka-client.js';
import type { StreamConfig } from './stream-config.js';

export interface ProducerOptions {
  /** Default false. */
  readonly gzip?: boolean;
  /** Largest request in bytes before it is parted; below the broker's message.max.bytes. Default 800,000. */
  readonly maxBatchBytes?: number;
  /** How long one `send` keeps trying while Kafka is away, ms. Default 120,000. */
  readonly sendTimeoutMs?: number;
}

export interface StreamProducer {
  /**
   * Sends in order and resolves when all brokers in sync have the messages; tries again while Kafka is away.
   * After a failed connection a message may be there twice; it is never lost without an error.
   * @throws StreamError 'message-too-large', 'unknown-topic' (fatal) or 'not-sent' (retriable, after sendTimeoutMs)
   */
  send(batch: readonly TopicMessages[]): Promise<void>;
  /** Waits for what is being sent, then disconnects. */
  close(): Promise<void>;
}

// After these the broker and this producer id never agree again (kafkajs keeps the id): only a new producer helps.
const LOST_IDENTITY = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'PRODUCER_FENCED',
]);
const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

/** A producer: idempotent, acknowledged by all replicas in sync, the same partition for the same key. */
export function createProducer(config: StreamConfig, options: ProducerOptions = {}): StreamProducer {
  return new ReconnectingProducer(config, options);
}

class ReconnectingProducer implements StreamProducer {
  readonly #config: StreamConfig;
  readonly #options: Required<ProducerOptions>;
  readonly #outage: Outage;
  readonly #sending = new Set<Promise<void>>();
  readonly #closed = new AbortController();
  #producer: Promise<Producer> | null = null;

  constructor(config: StreamConfig, options: ProducerOptions) {
    this.#config = config;
    this.#options = { gzip: false, maxBatchBytes: 800_000, sendTimeoutMs: 120_000, ...options };
    this.#outage = new Outage(config.log ?? stderrLogger, `Kafka producer ${config.clientId}`);
  }

  async send(batch: readonly TopicMessages[]): Promise<void> {
    if (this.#closed.signal.aborted) throw new StreamError('closed', 'the producer is closed; nothing was sent');
    const work = this.#sendAll(batch);
    this.#sending.add(work);
    try {
      await work;
    } finally {
      this.#sending.delete(work);
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled(this.#sending);
    await this.#drop();
  }

  async #sendAll(batch: readonly TopicMessages[]): Promise<void> {
    for (const chunk of chunksOf(batch, this.#options.maxBatchBytes)) await this.#sendChunk(chunk);
  }

  async #sendChunk(chunk: readonly TopicMessages[]): Promise<void> {
    const topicMessages = chunk.map(({ topic, messages }) => ({ topic, messages: messages.map(toKafka) }));
    const compression = this.#options.gzip ? CompressionTypes.GZIP : CompressionTypes.None;
    const end = Date.now() + this.#options.sendTimeoutMs;
    for (let attempt = 1; ; attempt++) {
      const used = (this.#producer ??= this.#connect());
      try {
        const producer = await used;
        await producer.sendBatch({ acks: -1, compression, topicMessages });
        return this.#outage.up();
      } catch (error) {
        const fatal = fatalError(error, chunk);
        if (fatal) throw fatal;
        // Another send of the same moment may have replaced it already.
        if (this.#producer === used) await this.#drop();
        if (Date.now() >= end || this.#closed.signal.aborted)
          throw new StreamError('not-sent', `messages not sent to Kafka: ${rootCause(error).message}`, {
            retriable: true,
            cause: error,
          });
        if (!LOST_IDENTITY.has(protocolType(error) ?? '')) this.#outage.down(error);
        await delay(backoffDelay(attempt, { first: 100, max: 3_000 }, Math.random()), this.#closed.signal);
      }
    }
  }

  async #connect(): Promise<Producer> {
    const producer = createKafka(this.#config).producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
    await producer.connect();
    return producer;
  }

  async #drop(): Promise<void> {
    const producer = this.#producer;
    this.#producer = null;
    if (producer === null) return;
    await withDeadline(
      producer.then((p) => p.disconnect()).catch(() => undefined),
      2_000,
      undefined,
    );
  }
}

function toKafka(message: OutgoingMessage): Message {
  const { key, value, timestamp, headers } = message;
  return {
    key,
    value,
    ...(timestamp !== undefined && { timestamp: String(timestamp) }),
    ...(headers && { headers }),
  };
}

function fatalError(error: unknown, chunk: readonly TopicMessages[]): StreamError | undefined {
  const type = protocolType(error) ?? '';
  const topics = [...new Set(chunk.map((part) => part.topic))].join(', ');
  if (TOO_LARGE.has(type)) {
    const largest = Math.max(...chunk.flatMap((part) => part.messages.map(messageBytes)));
    return new StreamError(
      'message-too-large',
      `Kafka refused a message of about ${largest} bytes for ${topics}; send smaller ones or raise message.max.bytes`,
      { cause: error },
    );
  }
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION')
    return new StreamError('unknown-topic', `${topics}: a topic does not exist; create it first`, { cause: error });
  return undefined;
}
