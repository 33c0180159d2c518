import { ConsumerMetrics } from './consumer-metrics.js';

/** The detector's figures for Prometheus. */
export class DetectorMetrics extends ConsumerMetrics {
  readonly observations = this.counter('observations_total', 'Observations judged');
  readonly changes = this.counter('anomaly_events_total', 'Anomalies raised, updated and cleared, by detector', [
    'detector',
    'kind',
  ]);
  readonly flags = this.counter(
    'flags_total',
    'Observations flagged beyond what their message said; a run of one value is one',
  );
  readonly checkpointSeconds = this.histogram(
    'checkpoint_seconds',
    'Time of saving one partition',
    [0.005, 0.02, 0.1, 0.5, 2, 10],
  );

  constructor() {
    super('citywatch_detector', {
      consumed: 'Messages read',
      refused: 'Messages the writer quarantines, left alone',
    });
  }
}
