import type { Accepted } from './outcome.js';

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const HEADER_BYTES = SIGNATURE.length + 8;
const PG_EPOCH_MS = Date.UTC(2000, 0, 1);
const TWO_32 = 4_294_967_296;

/** Columns in the order in which they are encoded. */
export const COLUMNS = 'datastream_id, phenomenon_time, result, sequence, quality, received_at';
const WIDTHS = [4, 8, 8, 8, 2, 8];
/** Where each column's value begins in a row: a count (2 bytes), then for each column its length (4) and its value. */
const AT = WIDTHS.map((_, i) => 2 + WIDTHS.slice(0, i).reduce((sum, width) => sum + width + 4, 0) + 4);
const ROW_BYTES = 2 + WIDTHS.reduce((sum, width) => sum + width + 4, 0);
const ORDINAL_BYTES = 8;

/**
 * Encodes observations for `copy … (format binary)`. All columns have fixed widths, so counts and lengths are written
 * once and only values are written again. The buffer is reused: the result is valid until the next call.
 */
export class RowEncoder {
  #buffer = Buffer.alloc(0);
  #rows = 0;
  #trailerAt = -1;
  readonly #withOrdinal: boolean;
  readonly #rowBytes: number;

  /** @param withOrdinal adds a last column: the index of the report in the list, int4 */
  constructor(withOrdinal = false) {
    this.#withOrdinal = withOrdinal;
    this.#rowBytes = ROW_BYTES + (withOrdinal ? ORDINAL_BYTES : 0);
  }

  /** One row for each result of each report; each must have its Thing. */
  encode(accepted: readonly Accepted[]): Buffer {
    let count = 0;
    for (const { report } of accepted) count += report.results.length;
    this.#prepare(count);
    const buffer = this.#buffer;
    let at = HEADER_BYTES;
    for (let ordinal = 0; ordinal < accepted.length; ordinal++) {
      const { report, thing, receivedAt } = accepted[ordinal];
      if (thing === null) throw new Error(`no Datastreams for ${report.thing}: resolve before encoding`);
      for (let i = 0; i < report.results.length; i++) {
        buffer.writeInt32BE(thing.datastreams[report.properties[i]], at + AT[0]);
        writeTime(buffer, report.phenomenonTime, at + AT[1]);
        buffer.writeDoubleBE(report.results[i], at + AT[2]);
        writeInt64(buffer, report.sequence, at + AT[3]);
        buffer.writeInt16BE(report.qualities[i], at + AT[4]);
        writeTime(buffer, receivedAt, at + AT[5]);
        if (this.#withOrdinal) buffer.writeInt32BE(ordinal, at + ROW_BYTES + 4);
        at += this.#rowBytes;
      }
    }
    buffer.writeInt16BE(-1, at);
    this.#trailerAt = at;
    return buffer.subarray(0, at + 2);
  }

  #prepare(count: number): void {
    const columns = WIDTHS.length + (this.#withOrdinal ? 1 : 0);
    if (count <= this.#rows) {
      // The last trailer lies where a row's count of columns belongs.
      if (this.#trailerAt >= 0) this.#buffer.writeInt16BE(columns, this.#trailerAt);
      return;
    }
    this.#rows = Math.max(1_024, 2 ** Math.ceil(Math.log2(count)));
    this.#buffer = Buffer.alloc(HEADER_BYTES + (this.#rows + 1) * this.#rowBytes);
    SIGNATURE.copy(this.#buffer);
    for (let row = 0; row <= this.#rows; row++) {
      const at = HEADER_BYTES + row * this.#rowBytes;
      this.#buffer.writeInt16BE(columns, at);
      WIDTHS.forEach((width, i) => this.#buffer.writeInt32BE(width, at + AT[i] - 4));
      if (this.#withOrdinal) this.#buffer.writeInt32BE(4, at + ROW_BYTES);
    }
  }
}

const writeTime = (buffer: Buffer, ms: number, at: number): void =>
  writeInt64(buffer, Math.round((ms - PG_EPOCH_MS) * 1000), at);

/** A safe integer as int8, two's complement. */
function writeInt64(buffer: Buffer, value: number, at: number): void {
  const high = Math.floor(value / TWO_32);
  buffer.writeInt32BE(high, at);
  buffer.writeUInt32BE(value - high * TWO_32, at + 4);
}
