import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Prometheus metrics of the API process; each process (and each test) has a registry of its own. */
@Injectable()
export class MetricsService {
  readonly registry = new Registry();
  readonly requestSeconds = new Histogram({
    name: 'citywatch_http_request_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
    registers: [this.registry],
  });
  readonly liveSkipped = new Counter({
    name: 'citywatch_live_skipped_total',
    help: 'Ticks that slow clients did not get',
    registers: [this.registry],
  });
  readonly liveClosedSlow = new Counter({
    name: 'citywatch_live_closed_slow_total',
    help: 'Live clients closed because they could not keep up',
    registers: [this.registry],
  });
  private readonly deliveries = new Counter({
    name: 'citywatch_live_deliveries_total',
    help: 'Delta frames sent',
    registers: [this.registry],
  });
  private readonly tickSeconds = new Histogram({
    name: 'citywatch_live_tick_seconds',
    help: 'Time to serve all live clients once',
    buckets: [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Counts live clients whenever the metrics are read. */
  liveClients(count: () => number): void {
    new Gauge({
      name: 'citywatch_live_clients',
      help: 'Open live sockets',
      registers: [this.registry],
      collect() {
        this.set(count());
      },
    });
  }

  tickDone(deliveries: number, seconds: number): void {
    this.deliveries.inc(deliveries);
    this.tickSeconds.observe(seconds);
  }
}
