import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The correlator's figures for Prometheus. */
export class CorrelatorMetrics {
  readonly registry = new Registry();
  readonly leads = this.gauge('leads', '1 where this process is the active one');
  readonly waiting = this.gauge('waiting_groups', 'Anomalies or groups that wait for company');
  readonly incidents = this.gauge('incidents', 'Incidents in memory');
  readonly events = new Counter({
    name: 'citywatch_correlator_events_total',
    help: 'Anomaly events read',
    registers: [this.registry],
  });
  readonly changes = new Counter({
    name: 'citywatch_correlator_changes_total',
    help: 'Changes of incidents, by kind',
    labelNames: ['kind'] as const,
    registers: [this.registry],
  });
  readonly seconds = new Histogram({
    name: 'citywatch_correlator_step_seconds',
    help: 'Time of one step, its changes stored',
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  private gauge(name: string, help: string): Gauge {
    return new Gauge({ name: `citywatch_correlator_${name}`, help, registers: [this.registry] });
  }
}
