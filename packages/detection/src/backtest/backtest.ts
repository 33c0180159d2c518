import {
  reject,
  renderReason,
  type Anomaly,
  type Rejection,
  type Report,
  type ThingMetadata,
} from '@citywatch/contracts';
import type { IncidentChange } from '../correlation/correlator.js';
import { DEFAULT_CORRELATION, type CorrelationSettings } from '../correlation/settings.js';
import type { AnomalyChange, DetectionSettings } from '../detector/context.js';
import type { Agreement } from '../peers/bank.js';
import { DEFAULT_PEERS, type PeerSettings } from '../peers/settings.js';
import { EventClock } from './event-clock.js';
import { Fleet, type ShiftOf } from './fleet.js';
import { IncidentLog, isoTime, type IncidentLine } from './incident-log.js';

/** One anomaly that is over, or that the input ended in. Times are ISO 8601. */
export interface AnomalyLine {
  readonly kind: 'anomaly';
  readonly id: string;
  /** `thing/property`: there is no database that gives numbers. */
  readonly datastream: string;
  readonly thing: string;
  readonly start: string;
  readonly end: string | null;
  readonly score: number;
  readonly reason: string;
}

export interface BacktestSettings {
  readonly detection: DetectionSettings;
  readonly correlation?: CorrelationSettings;
  /** What people's verdicts add to thresholds; absent: nothing. */
  readonly shiftOf?: ShiftOf;
  /** Absent: the defaults; null: Datastreams are not compared with their neighbours. */
  readonly peers?: PeerSettings | null;
  /** As CLOCK_AHEAD_MS live: how far a report may be ahead of all before it; three of its intervals at least. */
  readonly clockAheadMs?: number;
}

export interface BacktestSink {
  /** Something is over; in an order that only depends on the input. */
  readonly write: (line: AnomalyLine | IncidentLine) => void;
  /** A line that cannot be used. `line` counts from 1. */
  readonly refuse: (line: number, rejection: Rejection) => void;
  /** Every change as it happens, at the stream's time `now`, ms: for who measures delays or compares settings. */
  readonly anomaly?: (change: AnomalyChange, now: number) => void;
  readonly incident?: (change: IncidentChange, now: number) => void;
}

/** How often the stream's time is looked at for silence and for what has waited long enough, ms. */
const TICK_MS = 1_000;

/**
 * Runs detectors and correlator over telemetry messages in event time: the same code as live, with the stream's own time for
 * a clock. Pure and deterministic. Memory holds states and what is open, never the input.
 */
export class Backtest {
  private readonly fleet: Fleet;
  private readonly log: IncidentLog;
  private readonly clock = new EventClock();
  private readonly open = new Map<string, Anomaly>();
  private readonly clockAheadMs: number;
  private ticked = NaN;
  /** From when on incidents may change by time alone, ms. */
  private incidentsAt = -Infinity;
  /** Lines that were taken. */
  lines = 0;
  /** Reports that came so much after later ones that one Thing's clock or way here does not explain it: more than clockAheadMs. */
  late = 0;
  /** Messages that could be used, metadata included; lines that could not; what came of them. */
  readonly counts = { messages: 0, refused: 0, anomalies: 0, incidents: 0 };

  constructor(
    settings: BacktestSettings,
    private readonly sink: BacktestSink,
  ) {
    this.fleet = new Fleet(
      settings.detection,
      settings.peers === undefined ? DEFAULT_PEERS : settings.peers,
      settings.shiftOf,
    );
    this.log = new IncidentLog(settings.correlation ?? DEFAULT_CORRELATION, sink.incident);
    this.clockAheadMs = settings.clockAheadMs ?? 300_000;
  }

  /** Observations that were judged. */
  get observations(): number {
    return this.fleet.observations;
  }

  /** Things that had reported before their metadata came: until then they had no place and no neighbours. */
  get describedLate(): number {
    return this.fleet.describedLate;
  }

  /** Takes note of a line that says nothing. */
  takeBlank(): void {
    this.lines++;
  }

  /** Takes note of a line that cannot be used. */
  takeRejection(rejection: Rejection): void {
    this.lines++;
    this.refuse(this.lines, rejection);
  }

  /** Takes a line that is a Thing's metadata. */
  takeThing(thing: ThingMetadata): void {
    this.lines++;
    this.meet(thing);
  }

  /** Takes a line that is a report. */
  takeReport(report: Report): void {
    this.lines++;
    this.arrive(report);
  }

  /** Ends the input: what is still open is written with no end. Nothing may come after it. */
  end(): void {
    for (const { report } of this.clock.end()) this.judge(report);
    this.writeIncidents(this.log.end(this.clock.now, this.fleet.graph));
    const rest = [...this.open.values()].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
    for (const anomaly of rest) this.writeAnomaly(anomaly);
  }

  private meet(thing: ThingMetadata): void {
    this.fleet.describe(thing);
    this.incidentsAt = -Infinity;
    this.counts.messages++;
  }

  private arrive(report: Report): void {
    if (this.clock.follows(report.phenomenonTime, this.clockAheadMs)) {
      this.judge(report);
      return;
    }
    const allowance = Math.max(this.clockAheadMs, 3 * this.fleet.intervalOf(report.thing));
    const { accepted, refused, reference } = this.clock.take({ line: this.lines, report, allowance });
    for (const { line, report: ahead } of refused) {
      this.refuse(
        line,
        reject('clock-ahead', `phenomenonTime ${isoTime(ahead.phenomenonTime)} is far ahead of the lines around it`),
      );
      this.note(this.fleet.doubt(ahead, reference), reference);
    }
    for (const { report: next } of accepted) this.judge(next);
  }

  private judge(report: Report): void {
    this.counts.messages++;
    if (report.phenomenonTime > this.clock.now) {
      this.passTo(report.phenomenonTime);
      this.clock.now = report.phenomenonTime;
    } else if (report.phenomenonTime < this.clock.now - this.clockAheadMs) this.late++;
    this.note(this.fleet.judge(report, this.clock.now), this.clock.now);
    this.agree(this.fleet.takeAgreements());
  }

  /**
   * Lets time pass: silence is found and incidents open, resolve and end as they would while one waits. Seconds in which nothing can
   * happen are passed over: most are, in a quiet night or between reports that come once an hour.
   */
  private passTo(time: number): void {
    const second = Math.floor(time / TICK_MS) * TICK_MS;
    if (Number.isNaN(this.ticked)) this.ticked = second;
    while (this.ticked < second) {
      const next = Math.ceil(Math.min(this.fleet.nextSilence, this.incidentsAt) / TICK_MS) * TICK_MS;
      this.ticked = Math.max(this.ticked + TICK_MS, Math.min(next, second));
      this.note(this.fleet.tick(this.ticked), this.ticked);
      this.writeIncidents(this.log.advance(this.ticked, this.fleet.graph));
      this.incidentsAt = this.log.nextAt;
    }
  }

  private note(changes: readonly AnomalyChange[], now: number): void {
    for (const change of changes) {
      const { kind, anomaly } = change;
      this.incidentsAt = -Infinity;
      this.sink.anomaly?.(change, now);
      const wind = anomaly.domain === 'air-quality' ? this.fleet.windFor(anomaly.start) : null;
      this.log.take(change, this.fleet.contextOf(anomaly.thing), now, wind);
      if (kind !== 'cleared') this.open.set(anomaly.id, anomaly);
      else {
        this.open.delete(anomaly.id);
        this.writeAnomaly(anomaly);
      }
    }
  }

  /** Neighbours are asked after an anomaly was raised: it is told with them from then on. */
  private agree(agreements: readonly Agreement[]): void {
    for (const { id, neighbours } of agreements) {
      const anomaly = this.open.get(id);
      if (anomaly === undefined) continue;
      this.open.set(id, { ...anomaly, why: { channels: [], rank: null, ...anomaly.why, neighbours } });
    }
  }

  private refuse(line: number, rejection: Rejection): void {
    this.counts.refused++;
    this.sink.refuse(line, rejection);
  }

  private writeAnomaly({ id, thing, property, start, end, score, reason }: Anomaly): void {
    this.counts.anomalies++;
    this.sink.write({
      kind: 'anomaly',
      id,
      datastream: `${thing}/${property}`,
      thing,
      start: isoTime(start),
      end: end === null ? null : isoTime(end),
      score,
      reason: renderReason(reason, 'en'),
    });
  }

  private writeIncidents(lines: readonly IncidentLine[]): void {
    for (const line of lines) {
      this.counts.incidents++;
      this.sink.write(line);
    }
  }
}
