/** The numbers of one bank, all in one ArrayBuffer: running figures as doubles, windows as singles. */
export interface BankState {
  readonly f64: Float64Array;
  readonly f32: Float32Array;
}

/**
 * Deals out places in the state. The parts of a bank (rings, means, tails) hold only their places, so one set of them serves
 * every bank, a bank is no more than its numbers, and a state of zeros is a bank that has seen nothing.
 */
export class Layout {
  #doubles = 0;
  #singles = 0;

  doubles(count: number): number {
    this.#doubles += count;
    return this.#doubles - count;
  }

  singles(count: number): number {
    this.#singles += count;
    return this.#singles - count;
  }

  /** Bytes of a state, a multiple of 8 so that banks can stand one after the other in one buffer. */
  get bytes(): number {
    return 8 * (this.#doubles + Math.ceil(this.#singles / 2));
  }

  /** @throws RangeError where the buffer is too short or the offset is no multiple of 8 */
  view(buffer: ArrayBuffer, offset: number): BankState {
    if (offset % 8 !== 0 || offset + this.bytes > buffer.byteLength)
      throw new RangeError(
        `A channel bank needs ${this.bytes} bytes at a multiple of 8; got offset ${offset} of ${buffer.byteLength} bytes.`,
      );
    return {
      f64: new Float64Array(buffer, offset, this.#doubles),
      f32: new Float32Array(buffer, offset + 8 * this.#doubles, this.#singles),
    };
  }
}
