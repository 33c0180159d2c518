import {
  severityRank,
  propertyIndex,
  OBSERVED_PROPERTIES,
  QUALITY,
  type DetectorKind,
  type Report,
  type Severity,
} from '@citywatch/contracts';
import {
  Backtest,
  type AnomalyChange,
  type BacktestSettings,
  type IncidentChange,
  type IncidentLine,
} from '@citywatch/detection';
import type { Dataset } from '@citywatch/ingest/replay/dataset';
import type { PublicEvent } from './public-events.js';

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
/** Detectors that judge what is measured; the others doubt the sensor. */
const VALUE_DETECTORS: ReadonlySet<DetectorKind> = new Set(['seasonal', 'rate', 'pattern', 'forecast'] as const);

/** A public event beside what was found. */
export interface EventVerdict {
  readonly name: string;
  readonly kind: PublicEvent['kind'];
  readonly from: string;
  readonly to: string;
  /** The worst incident above info about its properties that overlaps it, or null. */
  readonly incident: { readonly start: string; readonly severity: Severity; readonly reason: string } | null;
  /** Share of all stretches of its length in the data that such an incident overlaps: what luck alone would give. */
  readonly chance: number;
}

export interface DataFigures {
  readonly name: string;
  readonly things: number;
  readonly observations: number;
  readonly weeks: number;
  /** A Thing and week. */
  readonly anomalies: number;
  readonly anomaliesByDetector: Readonly<Record<string, number>>;
  /** In all. */
  readonly incidents: Readonly<Partial<Record<Severity, number>>>;
  readonly incidentsAWeek: number;
  readonly events: readonly EventVerdict[];
}

/** Runs detectors and correlator over a real data set at its own dates, from knowing nothing. */
export function judgeData(
  { mapping, things, rows }: Dataset,
  settings: BacktestSettings,
  events: readonly PublicEvent[],
): DataFigures {
  const incidents: IncidentLine[] = [];
  const subjects = new Subjects();
  const byDetector: Record<string, number> = {};
  const backtest = new Backtest(settings, {
    write: (line) => (line.kind === 'incident' ? incidents.push(line) : 0),
    refuse: (line, { code, detail }) => {
      throw new Error(`report ${line} of ${mapping.name}: ${code}: ${detail}`);
    },
    anomaly: (change) => {
      const { detector } = change.anomaly;
      if (change.kind === 'raised') byDetector[detector] = (byDetector[detector] ?? 0) + 1;
      subjects.noteAnomaly(change);
    },
    incident: (change) => subjects.noteIncident(change),
  });
  for (const thing of things) backtest.takeThing(thing);
  for (const row of rows) backtest.takeReport(reportOf(row, mapping));
  backtest.end();
  const [from, to] = [rows[0].time, rows[rows.length - 1].time];
  const weeks = (to - from) / WEEK;
  const bySeverity: Partial<Record<Severity, number>> = {};
  for (const { severity } of incidents) bySeverity[severity] = (bySeverity[severity] ?? 0) + 1;
  return {
    name: mapping.name,
    things: things.length,
    observations: backtest.observations,
    weeks,
    anomalies: backtest.counts.anomalies / things.length / weeks,
    anomaliesByDetector: byDetector,
    incidents: bySeverity,
    incidentsAWeek: incidents.length / weeks,
    events: events.map((event) => verdictOf(event, subjects.about(incidents, event.properties), from, to)),
  };
}

/** What each incident is about: the properties whose values, not whose silence, its members found unusual. */
class Subjects {
  private readonly properties = new Map<string, string>();
  private readonly members = new Map<string, Set<string>>();

  noteAnomaly({ anomaly: { id, detector, property } }: AnomalyChange): void {
    if (VALUE_DETECTORS.has(detector)) this.properties.set(id, property);
  }

  noteIncident({ incident: { id, members } }: IncidentChange): void {
    const known = this.members.get(id) ?? new Set();
    for (const { anomaly } of members) known.add(anomaly);
    this.members.set(id, known);
  }

  about(incidents: readonly IncidentLine[], properties: readonly string[]): IncidentLine[] {
    return incidents.filter(({ id }) =>
      [...(this.members.get(id) ?? [])].some((anomaly) => properties.includes(this.properties.get(anomaly) ?? '')),
    );
  }
}

/** A row as the parsed message that it would be. */
export function reportOf(
  row: Dataset['rows'][number],
  { domain, operator }: Pick<Dataset['mapping'], 'domain' | 'operator'>,
): Report {
  const ids = Object.keys(row.results);
  const properties = ids.map(propertyIndex);
  const results = ids.map((id) => row.results[id]);
  const qualities = results.map((result, i) => {
    const [min, max] = OBSERVED_PROPERTIES[properties[i]].plausible;
    return result < min || result > max ? QUALITY.outOfRange : 0;
  });
  const { thing, time } = row;
  const sequence = Math.floor(time / 1_000);
  return { domain, thing, operator, sequence, phenomenonTime: time, properties, results, qualities };
}

/** What an event met; its chance is over stretches of its length that begin every hour. */
export function verdictOf(event: PublicEvent, all: readonly IncidentLine[], from: number, to: number): EventVerdict {
  const serious = all.filter(({ severity }) => severityRank(severity) > severityRank('info'));
  const overlapping = (begin: number, end: number) =>
    serious.filter((incident) => {
      const last = incident.end === null ? to : Date.parse(incident.end);
      return Date.parse(incident.start) < end && last > begin;
    });
  const [begin, end] = [Date.parse(event.from), Date.parse(event.to)];
  const worst = overlapping(begin, end).reduce<IncidentLine | null>(
    (known, other) => (known === null || severityRank(other.severity) > severityRank(known.severity) ? other : known),
    null,
  );
  let hit = 0;
  let tried = 0;
  for (let at = from; at + (end - begin) <= to; at += HOUR, tried++)
    if (overlapping(at, at + (end - begin)).length > 0) hit++;
  const { name, kind } = event;
  return {
    name,
    kind,
    from: event.from,
    to: event.to,
    incident: worst && { start: worst.start, severity: worst.severity, reason: worst.reason },
    chance: tried === 0 ? NaN : hit / tried,
  };
}
