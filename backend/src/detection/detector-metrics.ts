import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The detector's figures for Prometheus. */
export class DetectorMetrics {
  readonly registry = new Registry();
  readonly consumed = this.counter('messages_total', 'Messages read');
  readonly refused = this.counter('messages_refused_total', 'Messages the writer quarantines, left alone');
  readonly observations = this.counter('observations_total', 'Observations judged');
  readonly retries = this.counter('retries_total', 'Batches and checkpoints that failed and are done again');
  readonly changes = new Counter({
    name: 'citywatch_detector_anomaly_events_total',
    help: 'Anomalies raised, updated and cleared, by detector',
    labelNames: ['detector', 'kind'] as const,
    registers: [this.registry],
  });
  readonly datastreams = new Gauge({
    name: 'citywatch_detector_datastreams',
    help: 'Datastreams in memory',
    registers: [this.registry],
  });
  readonly lag = new Gauge({
    name: 'citywatch_detector_lag_messages',
    help: 'Messages not read yet, by partition',
    labelNames: ['topic', 'partition'] as const,
    registers: [this.registry],
  });
  readonly seconds = new Histogram({
    name: 'citywatch_detector_batch_seconds',
    help: 'Time of one batch, its anomalies stored',
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [this.registry],
  });
  readonly checkpointSeconds = new Histogram({
    name: 'citywatch_detector_checkpoint_seconds',
    help: 'Time of saving one partition',
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** A batch that is judged: how much it was, and how many messages of its partition are not read yet. */
  noteBatch(
    { topic, partition }: { readonly topic: string; readonly partition: number },
    batch: Readonly<Record<'consumed' | 'refused' | 'observations' | 'lag', number>>,
  ): void {
    this.consumed.inc(batch.consumed);
    this.refused.inc(batch.refused);
    this.observations.inc(batch.observations);
    this.lag.set({ topic, partition: String(partition) }, batch.lag);
  }

  private counter(name: string, help: string): Counter {
    return new Counter({ name: `citywatch_detector_${name}`, help, registers: [this.registry] });
  }
}
