import { renderReason, severityRank, worse, type Incident } from '@citywatch/contracts';
import type { AnomalyChange, BacktestSink, IncidentChange } from '@citywatch/detection';
import type { FoundAnomaly, FoundIncident } from './found.js';

interface Open {
  incident: Incident;
  readonly anomalies: Set<string>;
  readonly openedAt: number;
  severity: Incident['severity'];
  notifications: number;
}

const isAboveMinor = (severity: Incident['severity']): boolean => severityRank(severity) > severityRank('minor');

/** Takes down what detectors and correlator say from a time on (ms); before it they learn. */
export class Recorder {
  readonly anomalies: FoundAnomaly[] = [];
  private readonly open = new Map<string, Open>();

  constructor(private readonly from: number) {}

  /** For a Backtest. */
  get sink(): BacktestSink {
    return {
      write: () => undefined,
      refuse: () => undefined,
      anomaly: (change, now) => this.noteAnomaly(change, now),
      incident: (change, now) => this.noteIncident(change, now),
    };
  }

  /** Incidents that opened within the time, less those that others took over. */
  get incidents(): FoundIncident[] {
    return [...this.open].map(([id, { incident, anomalies, openedAt, severity, notifications }]) => ({
      id,
      severity,
      openedAt,
      anomalies: [...anomalies],
      notifications,
      title: renderReason(incident.title, 'en'),
    }));
  }

  private noteAnomaly({ kind, anomaly }: AnomalyChange, now: number): void {
    if (kind !== 'raised' || now < this.from) return;
    const { id, thing, property, detector, severity, score } = anomaly;
    this.anomalies.push({ id, thing, property, detector, severity, score, raisedAt: now });
  }

  private noteIncident({ incident, isNew, event }: IncidentChange, now: number): void {
    if (now < this.from) return;
    const known = this.open.get(incident.id);
    // One that another took over has no members any more.
    if (incident.members.length === 0) {
      this.open.delete(incident.id);
      return;
    }
    if (known === undefined && !isNew) return;
    const wasAbove = known !== undefined && isAboveMinor(known.severity);
    const severity = known === undefined ? incident.severity : worse(incident.severity, known.severity);
    const calls = isAboveMinor(severity) && (!wasAbove || event.kind === 'reopened');
    const anomalies = known?.anomalies ?? new Set<string>();
    for (const member of incident.members) anomalies.add(member.anomaly);
    const notifications = (known?.notifications ?? 0) + (calls ? 1 : 0);
    this.open.set(incident.id, { incident, anomalies, openedAt: known?.openedAt ?? now, severity, notifications });
  }
}
