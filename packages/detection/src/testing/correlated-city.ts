import type { Anomaly, Incident } from '@citywatch/contracts';
import { Correlator, type IncidentChange } from '../correlation/correlator.js';
import { DEFAULT_CORRELATION, type ThingContext } from '../correlation/settings.js';
import { CityGraph, EMPTY_GRAPH, type GraphThing } from '../correlation/graph.js';
import type { Wind } from '../correlation/wind.js';
import { anomalyOf, cleared, raised, type AnomalyParts } from './anomalies.js';

/** A Wednesday noon in Chicago. */
export const T = Date.UTC(2026, 10, 18, 18);
export const settings = DEFAULT_CORRELATION;

/** The graph of these Things, each with its domain's usual properties. */
export const graphOf = (things: readonly ThingContext[]): CityGraph =>
  new CityGraph(things.map((thing): GraphThing => ({ ...thing, properties: PROPERTIES[thing.domain] })));
const PROPERTIES = { traffic: ['speed', 'occupancy'], 'air-quality': ['no2', 'pm25'], grid: ['voltage'] } as const;

/** A store in memory that numbers incidents, as the database does. */
export class City {
  readonly correlator: Correlator;
  readonly incidents = new Map<string, Incident>();
  readonly log: IncidentChange[] = [];
  /** What the anomaly table knows of ends. */
  readonly ends = new Map<string, number>();
  /** Everything that was raised, by id. */
  readonly anomalies = new Map<string, Anomaly>();
  /** The wind of all that is raised. */
  wind: Wind | null = null;

  constructor(graph: CityGraph = EMPTY_GRAPH) {
    this.correlator = new Correlator(settings, graph);
  }

  raise(thing: ThingContext, start: number, parts: AnomalyParts = {}, now = start): Anomaly {
    const anomaly = anomalyOf(thing, start, parts);
    this.anomalies.set(anomaly.id, anomaly);
    this.correlator.take(raised(anomaly), thing, now, this.wind);
    this.advance(now);
    return anomaly;
  }

  worsen(anomaly: Anomaly, at: number, change: Partial<Anomaly>): void {
    this.correlator.take({ sequence: 0, kind: 'updated', at, anomaly: { ...anomaly, ...change } }, null, at);
    this.advance(at);
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
  /** Not closed. */
  get current(): Incident[] {
    return this.all.filter(({ times }) => times.closedAt === null);
  }
  get kinds(): string[] {
    return this.log.map(({ event }) => event.kind);
  }
}
