import { ConsumerMetrics } from '../detection/consumer-metrics.js';

/** The figures of the peers process for Prometheus. */
export class PeersMetrics extends ConsumerMetrics {
  readonly rows = this.counter('rows_total', 'Minutes of Datastreams read');
  readonly agreements = this.counter('agreements_total', 'Anomalies whose neighbours were asked');
  readonly changes = this.counter('anomaly_events_total', 'Doubts about single sensors raised and cleared, by kind', [
    'kind',
  ]);
  readonly waiting = this.gauge('waiting_minutes', 'Minutes that wait for a detector');
  readonly late = this.gauge('late_rows', 'Rows that came after their minute was decided, since the start');

  constructor() {
    super('citywatch_peers', {
      consumed: 'Messages of residuals read',
      refused: 'Messages that are none of residuals',
    });
  }
}
