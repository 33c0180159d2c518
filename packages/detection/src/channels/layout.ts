/** The numbers of one bank, all in one ArrayBuffer: running figures as doubles, windows as singles, small counts as bytes. */
export interface BankState {
  readonly f64: Float64Array;
  readonly f32: Float32Array;
  readonly u8: Uint8Array;
}

/**
 * Deals out places in the state. The parts of a bank (rings, means, tails) hold only their places, so one set of them serves
 * every bank, a bank is no more than its numbers, and a state of zeros is a bank that has seen nothing.
 */
export class Layout {
  #doubles = 0;
  #singles = 0;
  #bytes = 0;

  doubles(count: number): number {
    this.#doubles += count;
    return this.#doubles - count;
  }

  singles(count: number): number {
    this.#singles += count;
    return this.#singles - count;
  }

  bytes(count: number): number {
    this.#bytes += count;
    return this.#bytes - count;
  }

  /** Bytes of a state, a multiple of 8 so that banks can stand one after the other in one buffer. */
  get size(): number {
    return 8 * Math.ceil((8 * this.#doubles + 4 * this.#singles + this.#bytes) / 8);
  }

  /** @throws RangeError where the buffer is too short or the offset is no multiple of 8 */
  view(buffer: ArrayBuffer, offset: number): BankState {
    if (offset % 8 !== 0 || offset + this.size > buffer.byteLength)
      throw new RangeError(
        `A channel bank needs ${this.size} bytes at a multiple of 8; got offset ${offset} of ${buffer.byteLength} bytes.`,
      );
    const singles = offset + 8 * this.#doubles;
    return {
      f64: new Float64Array(buffer, offset, this.#doubles),
      f32: new Float32Array(buffer, singles, this.#singles),
      u8: new Uint8Array(buffer, singles + 4 * this.#singles, this.#bytes),
    };
  }
}
