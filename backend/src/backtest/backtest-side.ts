import type { BacktestSide, DetectorKind, Incident, Report, ThingMetadata } from '@citywatch/contracts';
import { Backtest, type BacktestSettings } from '@citywatch/detection';
import type { FoundIncident } from './compare-incidents.js';

/** Incidents that one side may find; who finds more has no use for a list. */
export const MAX_INCIDENTS = 20_000;

/** More incidents than can be compared. */
export class TooManyIncidentsError extends Error {
  override readonly name = 'TooManyIncidentsError';
}

/** One run of a backtest: the setting in force, or the changed one. What begins before `from` is learning and not counted. */
export class Side {
  private readonly backtest: Backtest;
  private readonly incidents = new Map<string, FoundIncident>();
  private readonly byDetector = new Map<DetectorKind, number>();
  private anomalies = 0;

  /** @param from ms */
  constructor(settings: BacktestSettings, from: number) {
    this.backtest = new Backtest(settings, {
      write: () => undefined,
      refuse: () => undefined,
      anomaly: ({ kind, at, anomaly: { detector } }) => {
        if (kind !== 'raised' || at < from) return;
        this.anomalies++;
        this.byDetector.set(detector, (this.byDetector.get(detector) ?? 0) + 1);
      },
      incident: ({ incident }) => {
        if (incident.times.openedAt >= from) this.keep(incident);
      },
    });
  }

  describe(thing: ThingMetadata): void {
    this.backtest.takeThing(thing);
  }

  judge(report: Report): void {
    this.backtest.takeReport(report);
  }

  end(): { readonly figures: BacktestSide; readonly incidents: readonly FoundIncident[] } {
    this.backtest.end();
    const counts = { info: 0, minor: 0, major: 0, critical: 0 };
    for (const { severity } of this.incidents.values()) counts[severity]++;
    return {
      figures: {
        anomalies: this.anomalies,
        incidents: counts,
        anomaliesByDetector: Object.fromEntries(this.byDetector),
      },
      incidents: [...this.incidents.values()],
    };
  }

  private keep({ id, title, reason, severity, times, members }: Incident): void {
    // Without members it was taken over by another, where it is told.
    if (members.length === 0) {
      this.incidents.delete(id);
      return;
    }
    if (this.incidents.size >= MAX_INCIDENTS && !this.incidents.has(id))
      throw new TooManyIncidentsError(
        `it finds more than ${MAX_INCIDENTS} incidents: choose a lower false-alarm budget or a shorter range`,
      );
    const over = times.resolvedAt !== null;
    this.incidents.set(id, {
      title,
      reason,
      severity,
      start: times.startedAt,
      end: over ? Math.max(...members.map(({ end }) => end ?? times.startedAt)) : null,
      things: new Set(members.map(({ thing }) => thing)).size,
      members: [...new Set(members.map(({ thing, property }) => `${thing}/${property}`))],
    });
  }
}
