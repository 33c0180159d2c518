/** What goes into Kafka. `timestamp` is ms since the epoch, now when left out. A null value is a tombstone. */
export interface OutgoingMessage {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly timestamp?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TopicMessages {
  readonly topic: string;
  readonly messages: readonly OutgoingMessage[];
}

// Upper bound of a record's own fields (length, deltas, sizes) as varints.
const RECORD_OVERHEAD = 32;

const bytesOf = (part: Buffer | string | null): number =>
  part === null ? 0 : typeof part === 'string' ? Buffer.byteLength(part) : part.length;

/** Bytes a message takes in a record batch, at most. */
export function messageBytes(message: OutgoingMessage): number {
  let bytes = RECORD_OVERHEAD + bytesOf(message.key) + bytesOf(message.value);
  for (const name in message.headers) bytes += 10 + Buffer.byteLength(name) + Buffer.byteLength(message.headers[name]);
  return bytes;
}

/**
 * Parts a batch so that no part exceeds `maxBytes` (a single larger message stands alone): a broker refuses a record
 * batch above its message.max.bytes, and all messages of a part may belong to one partition. Order is kept.
 */
export function chunksOf(batch: readonly TopicMessages[], maxBytes: number): TopicMessages[][] {
  const chunks: TopicMessages[][] = [];
  let chunk: { topic: string; messages: OutgoingMessage[] }[] = [];
  let bytes = 0;
  for (const { topic, messages } of batch) {
    let entry: { topic: string; messages: OutgoingMessage[] } | undefined;
    for (const message of messages) {
      const size = messageBytes(message);
      if (bytes > 0 && bytes + size > maxBytes) {
        chunks.push(chunk);
        chunk = [];
        bytes = 0;
        entry = undefined;
      }
      if (entry === undefined) chunk.push((entry = { topic, messages: [] }));
      entry.messages.push(message);
      bytes += size;
    }
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
