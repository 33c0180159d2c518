import { DEFAULT_MAX_MESSAGE_BYTES } from '@citywatch/contracts';

const NEWLINE = 10;

/** Cuts chunks of bytes into lines. Of a line that is too long only one byte more than allowed is kept. */
export class LineSplitter {
  private rest: Uint8Array = new Uint8Array(0);

  constructor(private readonly maxBytes = DEFAULT_MAX_MESSAGE_BYTES) {}

  /** Lines that are complete with this chunk, without their end. Each is only valid until its turn is over. */
  *push(chunk: Uint8Array): Generator<Uint8Array> {
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      const piece = chunk.subarray(from, to);
      yield this.rest.length === 0 ? piece : this.joined(piece);
      this.rest = new Uint8Array(0);
      from = to + 1;
    }
    if (from < chunk.length) this.rest = this.joined(chunk.subarray(from));
  }

  /** The last line where the input does not end with a newline; null where there is none. */
  end(): Uint8Array | null {
    const line = this.rest;
    this.rest = new Uint8Array(0);
    return line.length === 0 ? null : line;
  }

  private joined(piece: Uint8Array): Uint8Array {
    const room = this.maxBytes + 1 - this.rest.length;
    const more = piece.subarray(0, Math.max(0, room));
    const whole = new Uint8Array(this.rest.length + more.length);
    whole.set(this.rest);
    whole.set(more, this.rest.length);
    return whole;
  }
}
