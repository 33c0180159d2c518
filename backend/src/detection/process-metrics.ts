import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What a process tells Prometheus, in a registry of its own; its names begin with its prefix, such as citywatch_detector. */
export class ProcessMetrics {
  readonly registry = new Registry();

  constructor(private readonly prefix: string) {
    collectDefaultMetrics({ register: this.registry });
  }

  protected counter<T extends string = string>(name: string, help: string, labelNames: readonly T[] = []): Counter<T> {
    return new Counter({ name: `${this.prefix}_${name}`, help, labelNames, registers: [this.registry] });
  }

  protected gauge<T extends string = string>(name: string, help: string, labelNames: readonly T[] = []): Gauge<T> {
    return new Gauge({ name: `${this.prefix}_${name}`, help, labelNames, registers: [this.registry] });
  }

  /** @param buckets upper bounds, s */
  protected histogram<T extends string = string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly T[] = [],
  ): Histogram<T> {
    return new Histogram({ name: `${this.prefix}_${name}`, help, buckets, labelNames, registers: [this.registry] });
  }
}
