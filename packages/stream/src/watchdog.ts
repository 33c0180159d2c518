/**
 * Finds a client that shows no sign of life any more while the process lives. It counts its own ticks instead of reading
 * a clock: a process that was suspended, or a clock that jumped, is not a dead client.
 */
export class Watchdog {
  readonly #limit: number;
  #silent = 0;

  /** @param limit ticks in a row without a sign of life */
  constructor(limit: number) {
    this.#limit = limit;
  }

  sign(): void {
    this.#silent = 0;
  }

  /** One tick; true when the client is to be given up. */
  tick(): boolean {
    this.#silent++;
    return this.#silent >= this.#limit;
  }
}
