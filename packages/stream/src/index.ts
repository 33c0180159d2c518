export * from './admin.js';
export * from './backoff.js';
export { type LogLevel, type StreamLogger } from './calm-log.js';
export { messageBytes, type OutgoingMessage, type TopicMessages } from './chunks.js';
export * from './consumer.js';
export {
  type BatchControl,
  type StreamHealth,
  type ConsumerOptions,
  type ConsumerState,
  type ConsumerTuning,
  type OffsetReset,
} from './consumer-options.js';
export { isRetriable, rootCause, StreamError } from './errors.js';
export { type PartitionBatch, type TopicPartition } from './partition-batch.js';
export { createProducer, type ProducerOptions, type StreamProducer } from './producer.js';
export * from './reader.js';
export type { StreamMessage } from './stream-message.js';
export { parseStreamConfig, type StreamConfig, type StreamSasl, type StreamTls } from './stream-config.js';
