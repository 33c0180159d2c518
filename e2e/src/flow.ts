import { waitFor } from '@citywatch/testkit';
import type { CityDriver } from './city-driver.js';

/** Publishes a round of reports, true now, every `roundMs` until it is stopped; a failure is told by `stop`. */
export class Flow {
  #stopped = false;
  #rounds = 0;
  readonly #done: Promise<void>;

  constructor(
    private readonly driver: CityDriver,
    private readonly roundMs = 1_000,
  ) {
    this.#done = this.#run();
    // Told by stop(); until then it must not end the test process.
    this.#done.catch(() => undefined);
  }

  /** Rounds that Kafka has acknowledged. */
  get rounds(): number {
    return this.#rounds;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const time = Date.now();
      await this.driver.publishRound(time);
      this.#rounds++;
      await waitFor(() => this.#stopped || Date.now() >= time + this.roundMs, { what: 'the next round is due' });
    }
  }
}
