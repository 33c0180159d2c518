import type { RejectCode } from '@citywatch/contracts';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Account } from './account.js';

/** The writer's Prometheus metrics. Messages by outcome add up to the messages consumed. */
export class WriterMetrics {
  readonly registry = new Registry();
  readonly #messages = new Counter({
    name: 'citywatch_writer_messages_total',
    help: 'Messages whose transaction is committed, by what became of them',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  readonly #rows = new Counter({
    name: 'citywatch_writer_rows_total',
    help: 'Observations stored',
    registers: [this.registry],
  });
  readonly #quarantined = new Counter({
    name: 'citywatch_writer_quarantined_total',
    help: 'Messages quarantined, by code',
    labelNames: ['code'],
    registers: [this.registry],
  });
  readonly #seconds = new Histogram({
    name: 'citywatch_writer_batch_seconds',
    help: 'Time from a batch of one partition to its commit',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });
  readonly #lag = new Gauge({
    name: 'citywatch_writer_lag_messages',
    help: 'Messages in Kafka that are not stored yet',
    labelNames: ['topic', 'partition'],
    registers: [this.registry],
  });
  readonly #retries = new Counter({
    name: 'citywatch_writer_retries_total',
    help: 'Batches that failed and will be tried again',
    registers: [this.registry],
  });
  readonly #upkeep = new Gauge({
    name: 'citywatch_writer_upkeep_seconds',
    help: 'Duration of the last round of upkeep that this process did',
    registers: [this.registry],
  });

  constructor(things: () => number) {
    const gauge: Gauge = new Gauge({
      name: 'citywatch_writer_things',
      help: 'Things known to this process',
      registers: [this.registry],
      collect: () => gauge.set(things()),
    });
    for (const outcome of ['stored', 'duplicate', 'quarantined']) this.#messages.inc({ outcome }, 0);
    collectDefaultMetrics({ register: this.registry });
  }

  committed(account: Account, codes: readonly RejectCode[]): void {
    this.#messages.inc({ outcome: 'stored' }, account.stored);
    this.#messages.inc({ outcome: 'duplicate' }, account.duplicate);
    this.#messages.inc({ outcome: 'quarantined' }, account.quarantined);
    this.#rows.inc(account.rows);
    for (const code of codes) this.#quarantined.inc({ code });
  }

  batch(seconds: number): void {
    this.#seconds.observe(seconds);
  }

  lag(topic: string, partition: number, messages: number): void {
    this.#lag.set({ topic, partition: String(partition) }, messages);
  }

  /** Another consumer has it now; its lag is told there. */
  revoked(topic: string, partition: number): void {
    this.#lag.remove({ topic, partition: String(partition) });
  }

  retry(): void {
    this.#retries.inc();
  }

  upkeep(seconds: number): void {
    this.#upkeep.set(seconds);
  }
}
