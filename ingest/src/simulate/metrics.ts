import { Gauge, Registry } from 'prom-client';
import type { Tally } from './totals.js';

/** Prometheus metrics of a sender. */
export class SimulateMetrics {
  readonly registry = new Registry();
  readonly backfillShare = this.#gauge('citywatch_simulator_backfill_share', 'How much of the past is filled, 0 to 1');
  readonly #messages = this.#gauge('citywatch_simulator_messages_sent', 'Messages sent since the start');
  readonly #lag = this.#gauge('citywatch_simulator_lag_seconds', 'How far the live reports are behind the clock');

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.registry] });
  }

  update(tally: Tally, lagMs: number): void {
    this.#messages.set(tally.messages);
    this.#lag.set(lagMs / 1000);
  }
}
