import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What every consumer of partitions tells Prometheus; names begin with its prefix, such as citywatch_detector. */
export class ConsumerMetrics {
  readonly registry = new Registry();
  readonly consumed: Counter;
  readonly refused: Counter;
  readonly retries: Counter;
  readonly datastreams: Gauge;
  readonly seconds: Histogram;
  private readonly lag: Gauge<'topic' | 'partition'>;

  /** @param help what its messages are, and which of them it refuses */
  constructor(
    private readonly prefix: string,
    help: { readonly consumed: string; readonly refused: string },
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.consumed = this.counter('messages_total', help.consumed);
    this.refused = this.counter('messages_refused_total', help.refused);
    this.retries = this.counter('retries_total', 'Batches and checkpoints that failed and are done again');
    this.datastreams = this.gauge('datastreams', 'Datastreams in memory');
    this.lag = new Gauge({
      name: `${prefix}_lag_messages`,
      help: 'Messages not read yet, by partition',
      labelNames: ['topic', 'partition'] as const,
      registers: [this.registry],
    });
    this.seconds = new Histogram({
      name: `${prefix}_batch_seconds`,
      help: 'Time of one batch, its anomalies stored',
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers: [this.registry],
    });
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

  protected counter<T extends string = string>(name: string, help: string, labelNames: readonly T[] = []): Counter<T> {
    return new Counter({ name: `${this.prefix}_${name}`, help, labelNames, registers: [this.registry] });
  }

  protected gauge(name: string, help: string): Gauge {
    return new Gauge({ name: `${this.prefix}_${name}`, help, registers: [this.registry] });
  }
}
