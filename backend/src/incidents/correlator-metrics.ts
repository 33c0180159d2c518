import { ProcessMetrics } from '../detection/process-metrics.js';

/** The correlator's figures for Prometheus. */
export class CorrelatorMetrics extends ProcessMetrics {
  readonly leads = this.gauge('leads', '1 where this process is the active one');
  readonly waiting = this.gauge('waiting_groups', 'Anomalies or groups that wait for company');
  readonly incidents = this.gauge('incidents', 'Incidents in memory');
  readonly events = this.counter('events_total', 'Anomaly events read');
  readonly changes = this.counter('changes_total', 'Changes of incidents, by kind', ['kind']);
  readonly seconds = this.histogram(
    'step_seconds',
    'Time of one step, its changes stored',
    [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
  );

  constructor() {
    super('citywatch_correlator');
  }
}
