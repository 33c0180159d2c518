import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { ProcessMetrics } from '../detection/process-metrics.js';

/** The API's figures for Prometheus. */
@Injectable()
export class MetricsService extends ProcessMetrics {
  readonly requestSeconds = this.histogram(
    'http_request_seconds',
    'Time to answer, by route and status',
    [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
    ['method', 'route', 'status'],
  );
  readonly liveSkipped = this.counter('live_skipped_total', 'Ticks that slow clients did not get');
  readonly liveClosedSlow = this.counter(
    'live_closed_slow_total',
    'Live clients closed because they could not keep up',
  );
  private readonly deliveries = this.counter('live_deliveries_total', 'Delta frames sent');
  private readonly tickSeconds = this.histogram(
    'live_tick_seconds',
    'Time to serve all live clients once',
    [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3],
  );

  constructor() {
    super('citywatch');
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
