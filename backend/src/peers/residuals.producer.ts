import { MAX_RESIDUAL_ROWS, RESIDUALS_TOPIC, residualText, type ResidualMessage } from '@citywatch/contracts';
import { createProducer, ensureTopics, type StreamConfig, type StreamProducer } from '@citywatch/stream';

/** All messages go to one partition, whatever number of them the topic has: neighbours may be anywhere. */
const KEY = 'residuals';
/** A batch that waits for Kafka is read again; longer than this it would lose its partition meanwhile. */
const SEND_TIMEOUT_MS = 20_000;

/** Of the topic. Who was away for more than a day begins anew. */
export const RETENTION = { 'retention.ms': '86400000', 'segment.ms': '3600000' };

/** Tells the peers process how far Datastreams are from their own profiles. Makes the topic where it is missing. */
export class ResidualsProducer {
  private readonly producer: StreamProducer;
  private ready: Promise<unknown> | null = null;

  constructor(
    private readonly stream: StreamConfig,
    private readonly topicPrefix: string,
  ) {
    this.producer = createProducer(stream, { gzip: true, sendTimeoutMs: SEND_TIMEOUT_MS });
  }

  /** Sends messages in their order. @throws StreamError where Kafka does not take them in time */
  async publish(messages: readonly ResidualMessage[]): Promise<void> {
    if (messages.length === 0) return;
    await this.ensureTopic();
    const values = messages.flatMap(parted).map((message) => ({ key: KEY, value: residualText(message) }));
    await this.producer.send([{ topic: this.topicPrefix + RESIDUALS_TOPIC.name, messages: values }]);
  }

  close(): Promise<void> {
    return this.producer.close();
  }

  private async ensureTopic(): Promise<void> {
    this.ready ??= ensureTopics(this.stream, [RESIDUALS_TOPIC], { prefix: this.topicPrefix, settings: RETENTION });
    await this.ready.catch((error: unknown) => {
      this.ready = null;
      throw error;
    });
  }
}

/** A large minute in several messages: only the last says that all of it has been told. */
function parted(message: ResidualMessage): ResidualMessage[] {
  if (message.rows.length <= MAX_RESIDUAL_ROWS) return [message];
  const parts: ResidualMessage[] = [];
  for (let at = 0; at < message.rows.length; at += MAX_RESIDUAL_ROWS) {
    const last = at + MAX_RESIDUAL_ROWS >= message.rows.length;
    parts.push({
      ...message,
      until: last ? message.until : message.minute,
      rows: message.rows.slice(at, at + MAX_RESIDUAL_ROWS),
    });
  }
  return parts;
}
