import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The figures of the peers process for Prometheus. */
export class PeersMetrics {
  readonly registry = new Registry();
  readonly consumed = this.counter('messages_total', 'Messages of residuals read');
  readonly refused = this.counter('messages_refused_total', 'Messages that are none of residuals');
  readonly rows = this.counter('rows_total', 'Minutes of Datastreams read');
  readonly retries = this.counter('retries_total', 'Batches and checkpoints that failed and are done again');
  readonly agreements = this.counter('agreements_total', 'Anomalies whose neighbours were asked');
  readonly changes = new Counter({
    name: 'citywatch_peers_anomaly_events_total',
    help: 'Doubts about single sensors raised and cleared, by kind',
    labelNames: ['kind'] as const,
    registers: [this.registry],
  });
  readonly datastreams = this.gauge('datastreams', 'Datastreams in memory');
  readonly waiting = this.gauge('waiting_minutes', 'Minutes that wait for a detector');
  readonly late = this.gauge('late_rows', 'Rows that came after their minute was decided, since the start');
  readonly lag = new Gauge({
    name: 'citywatch_peers_lag_messages',
    help: 'Messages not read yet, by partition',
    labelNames: ['topic', 'partition'] as const,
    registers: [this.registry],
  });
  readonly seconds = new Histogram({
    name: 'citywatch_peers_batch_seconds',
    help: 'Time of one batch, its anomalies stored',
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  private counter(name: string, help: string): Counter {
    return new Counter({ name: `citywatch_peers_${name}`, help, registers: [this.registry] });
  }

  private gauge(name: string, help: string): Gauge {
    return new Gauge({ name: `citywatch_peers_${name}`, help, registers: [this.registry] });
  }
}
