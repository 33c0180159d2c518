import * as z from 'zod';
import { DETECTORS, type DetectorKind } from './anomaly.js';
import { DOMAINS, type Domain, type Severity } from './domain.js';
import type { Incident, IncidentEvent } from './incident.js';
import { note } from './note.js';
import type { Reason } from './reason.js';

/** HTTP bodies about how far detection is to be trusted: what people said, what is set, and what another setting would do. */

/** GET /api/incidents/:id/similar: earlier incidents like it, most like it first, and what was done then. */
export interface SimilarIncidentsAnswer {
  readonly similar: readonly {
    readonly incident: Incident;
    /** 0 to 1. */
    readonly similarity: number;
    /** People's entries in its history (acknowledged, assigned, resolved … with notes), oldest first. */
    readonly events: readonly IncidentEvent[];
  }[];
}

/** GET /api/precision?from=&to=: what people said of the incidents opened in [from, to), ms. */
export interface PrecisionAnswer {
  readonly from: number;
  readonly to: number;
  readonly total: PrecisionFigure;
  readonly byDetector: readonly (PrecisionFigure & { readonly detector: DetectorKind })[];
  readonly byDomain: readonly (PrecisionFigure & { readonly domain: Domain })[];
  /** Weeks in the city's time zone, oldest first; `start` is the Monday's midnight, ms. */
  readonly byWeek: readonly (PrecisionFigure & { readonly start: number })[];
}
/** `precision` is useful / (useful + noise), null while nobody said either; low and high are its 95 % Wilson interval. */
export interface PrecisionFigure {
  readonly incidents: number;
  readonly useful: number;
  readonly noise: number;
  readonly knownWork: number;
  readonly precision: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** What an analyst may change about detection. Bounds are the schema's; the defaults are the detection package's. */
export const DetectionTuning = z.strictObject({
  /** Chance alarms that a Datastream may cost a week: decides how rare an anomaly must be. */
  falseAlarmsPerWeek: z.number().min(0.001).max(10),
  /** Orders of magnitude rarer a deviation must be to raise at its first observation. */
  extremeDecades: z.number().min(0).max(6),
  /** Observations in a row that a moderate deviation needs. */
  persistence: z.number().int().min(1).max(20),
  /** Intervals of silence that make a gap. */
  gapIntervals: z.number().min(2).max(100),
  /** Least time of one value that makes a sensor stuck, ms. */
  stuckMs: z.number().int().min(60_000).max(86_400_000),
  /** Which detector kinds may raise; the others go on learning, and raise nothing. */
  detectors: z.array(z.enum(DETECTORS)).min(1),
});
export type DetectionTuning = z.infer<typeof DetectionTuning>;

/** GET /api/detection/settings: what is in force, newest first; the first one is now. The last is version 0: the defaults. */
export interface DetectionSettingsAnswer {
  readonly current: DetectionTuning;
  readonly defaults: DetectionTuning;
  readonly history: readonly {
    readonly version: number;
    /** From when it counts, ms: for reports that reach the system from then on. */
    readonly from: number;
    readonly actor: string;
    readonly note: string | null;
    readonly tuning: DetectionTuning;
  }[];
}
/** PUT /api/detection/settings. `version` is the one that the person saw: another one meanwhile gets 409. */
export const ApplyTuningRequest = z.strictObject({
  tuning: DetectionTuning,
  version: z.number().int(),
  note: note(500).optional(),
});
export type ApplyTuningRequest = z.infer<typeof ApplyTuningRequest>;

/** POST /api/backtests: runs a changed setting over stored history, beside the one in force. */
export const BacktestRequest = z.strictObject({
  from: z.number().int(),
  to: z.number().int(),
  tuning: DetectionTuning,
  domains: z.array(z.enum(DOMAINS)).min(1).optional(),
});
export type BacktestRequest = z.infer<typeof BacktestRequest>;
/** GET /api/backtests/:id, and the answer to POST. */
export interface BacktestAnswer {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  /** 0 to 1. */
  readonly progress: number;
  readonly request: BacktestRequest;
  readonly error: string | null;
  readonly result: BacktestResult | null;
}
/** GET /api/backtests: one's own of the last 30 days, newest first, at most 20, without what came of them. */
export interface BacktestListAnswer {
  readonly backtests: readonly Omit<BacktestAnswer, 'result'>[];
}
export interface BacktestResult {
  readonly things: number;
  /** Observations of [from, to) that were judged. */
  readonly observations: number;
  /** History before `from` that both sides learnt from, ms, and how much was wanted: with less they know less than live. */
  readonly learntMs: number;
  readonly wantedMs: number;
  readonly current: BacktestSide;
  readonly changed: BacktestSide;
  /** How many incidents only one side found, and both (by a common Datastream at a common time). */
  readonly found: { readonly onlyCurrent: number; readonly onlyChanged: number; readonly both: number };
  /** The same incidents; of more than 200 the most severe, in order of their start. */
  readonly onlyCurrent: readonly BacktestIncident[];
  readonly onlyChanged: readonly BacktestIncident[];
  readonly both: readonly BacktestIncident[];
}
export interface BacktestSide {
  readonly anomalies: number;
  readonly incidents: Readonly<Record<Severity, number>>;
  readonly anomaliesByDetector: Readonly<Partial<Record<DetectorKind, number>>>;
}
export interface BacktestIncident {
  readonly title: Reason;
  readonly reason: Reason;
  readonly severity: Severity;
  readonly start: number;
  readonly end: number | null;
  readonly things: number;
}
