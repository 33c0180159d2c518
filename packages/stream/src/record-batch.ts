import type { StreamMessage } from './stream-message.js';

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});
const TWO_32 = 4_294_967_296;

/** What the head of one record batch (magic 2) says of its records. */
export interface BatchHead {
  readonly baseOffset: number;
  readonly baseTimestamp: number;
  /** The time of all records where the broker stamps them, else null. */
  readonly appendTime: number | null;
  readonly count: number;
}

/** A signed 64-bit number; exact up to 2^53, which offsets and times do not reach. */
export const readInt64 = (buffer: Buffer, at: number): number =>
  buffer.readInt32BE(at) * TWO_32 + buffer.readUInt32BE(at + 4);

/**
 * Decodes the records of a batch, without its head, from `from` on.
 * Format: https://kafka.apache.org/documentation/#record
 * @throws RangeError where the bytes end early
 */
export function decodeRecords(records: Buffer, head: BatchHead, from: number, into: StreamMessage[]): void {
  const reader = new VarintReader(records);
  for (let i = 0; i < head.count; i++) {
    const size = reader.int();
    const end = reader.at + size;
    if (size < 0 || end > records.length) throw new RangeError(`record ${i} of ${head.count} ends after its batch`);
    reader.at++; // attributes: unused by Kafka
    const timestamp = head.baseTimestamp + reader.long();
    const offset = head.baseOffset + reader.int();
    if (offset >= from) {
      const key = reader.bytes();
      const value = reader.bytes();
      const headers = reader.headers();
      into.push({ offset, timestamp: head.appendTime ?? timestamp, key, value, headers });
    }
    reader.at = end;
  }
}

/** Reads Kafka's zigzag varints. kafkajs goes through BigInt for each: this is most of what made its consumer slow. */
class VarintReader {
  at = 0;
  readonly #buffer: Buffer;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  /** 32 bits. */
  int(): number {
    const buffer = this.#buffer;
    let byte = buffer[this.at++];
    let value = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = buffer[this.at++];
      value |= (byte & 0x7f) << shift;
    }
    return (value >>> 1) ^ -(value & 1);
  }

  /** 64 bits; exact up to 2^53. Shifts would cut it at 32. */
  long(): number {
    let value = 0;
    let weight = 1;
    let byte: number;
    do {
      byte = this.#buffer[this.at++];
      value += (byte & 0x7f) * weight;
      weight *= 128;
    } while (byte >= 0x80);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A view, not a copy; null where the length is -1. */
  bytes(): Buffer | null {
    const length = this.int();
    if (length < 0) return null;
    this.at += length;
    return this.#buffer.subarray(this.at - length, this.at);
  }

  headers(): Readonly<Record<string, string>> {
    const count = this.int();
    if (count <= 0) return NO_HEADERS;
    // Without a prototype: a header named __proto__ is a header.
    const headers = Object.create(null) as Record<string, string>;
    for (let i = 0; i < count; i++) {
      const name = String(this.bytes() ?? '');
      headers[name] = String(this.bytes() ?? '');
    }
    return headers;
  }
}
