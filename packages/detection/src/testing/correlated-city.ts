import type { Anomaly, Incident } from '@citywatch/contracts';
import { Correlator, type IncidentChange } from '../correlation/correlator.js';
import { DEFAULT_CORRELATION, type ThingContext } from '../correlation/settings.js';
import { anomalyOf, cleared, raised, type AnomalyParts } from './anomalies.js';

/** A Wednesday noon in Chicago. */
export const T = Date.UTC(2026, 10, 18, 18);
export const settings = DEFAULT_CORRELATION;

/** A store in memory that numbers incidents, as the database does. */
export class City {
  readonly correlator = new Correlator(settings);
  readonly incidents = new Map<string, Incident>();
  readonly log: IncidentChange[] = [];
  /** What the anomaly table knows of ends. */
  readonly ends = new Map<string, number>();

  raise(thing: ThingContext, start: number, parts: AnomalyParts = {}, now = start): Anomaly {
    const anomaly = anomalyOf(thing, start, parts);
    this.correlator.take(raised(anomaly), thing, now);
    this.advance(now);
    return anomaly;
  }

  clear(anomaly: Anomaly, end: number): void {
    this.ends.set(anomaly.id, end);
    this.correlator.take(cleared(anomaly, end), null, end);
    this.advance(end);
  }

  advance(now: number): void {
    for (const change of this.correlator.advance(now)) {
      const incident = change.isNew ? { ...change.incident, number: this.incidents.size + 1 } : change.incident;
      this.incidents.set(incident.id, incident);
      if (change.isNew) this.correlator.numbered(incident);
      this.log.push({ ...change, incident });
    }
  }

  get all(): Incident[] {
    return [...this.incidents.values()];
  }
  get kinds(): string[] {
    return this.log.map(({ event }) => event.kind);
  }
}
