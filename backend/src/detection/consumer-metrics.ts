import type { Counter, Gauge } from 'prom-client';
import { ProcessMetrics } from './process-metrics.js';

/** What every consumer of partitions tells Prometheus. */
export class ConsumerMetrics extends ProcessMetrics {
  readonly consumed: Counter;
  readonly refused: Counter;
  readonly retries = this.counter('retries_total', 'Batches and checkpoints that failed and are done again');
  readonly datastreams = this.gauge('datastreams', 'Datastreams in memory');
  readonly seconds = this.histogram(
    'batch_seconds',
    'Time of one batch, its anomalies stored',
    [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
  );
  private readonly lag: Gauge<'topic' | 'partition'> = this.gauge(
    'lag_messages',
    'Messages not read yet, by partition',
    ['topic', 'partition'],
  );

  /** @param help what its messages are, and which of them it refuses */
  constructor(prefix: string, help: { readonly consumed: string; readonly refused: string }) {
    super(prefix);
    this.consumed = this.counter('messages_total', help.consumed);
    this.refused = this.counter('messages_refused_total', help.refused);
  }

  /** A batch that is done: how many messages it had and refused, and how many of its partition are not read yet. */
  noteBatch(
    { topic, partition }: { readonly topic: string; readonly partition: number },
    batch: Readonly<Record<'consumed' | 'refused' | 'lag', number>>,
  ): void {
    this.consumed.inc(batch.consumed);
    this.refused.inc(batch.refused);
    this.lag.set({ topic, partition: String(partition) }, batch.lag);
  }

  /** The partition is another's now. */
  forget(topic: string, partition: number): void {
    this.lag.remove(topic, String(partition));
  }
}
