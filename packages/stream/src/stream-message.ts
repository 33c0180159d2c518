export interface StreamMessage {
  readonly offset: number;
  /** Kafka's timestamp, ms since the epoch. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  /** Header values as UTF-8; of a repeated header the last one. */
  readonly headers: Readonly<Record<string, string>>;
}
