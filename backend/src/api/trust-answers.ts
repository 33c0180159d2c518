import {
  DETECTORS,
  DetectionTuning,
  BacktestRequest,
  DOMAINS,
  SEVERITIES,
  type BacktestAnswer,
  type BacktestIncident,
  type BacktestListAnswer,
  type BacktestResult,
  type BacktestSide,
  type DetectionSettingsAnswer,
  type PrecisionAnswer,
  type PrecisionFigure,
  type SimilarIncidentsAnswer,
} from '@citywatch/contracts';
import * as z from 'zod';
import { incident, incidentEvent, ms, reason } from './answers.js';

/** Schemas of the answers about how far detection is to be trusted; like answers.ts. */

const detector = z.enum(DETECTORS);
const domain = z.enum(DOMAINS);
const severity = z.enum(SEVERITIES);
const count = z.number().int();
const share = z.number().min(0).max(1);

export const similarIncidents = z.strictObject({
  similar: z.array(z.strictObject({ incident, similarity: share, events: z.array(incidentEvent) })),
}) satisfies z.ZodType<SimilarIncidentsAnswer>;

const precisionFigure = z.strictObject({
  incidents: count,
  useful: count,
  noise: count,
  knownWork: count,
  precision: share.nullable(),
  low: share.nullable(),
  high: share.nullable(),
}) satisfies z.ZodType<PrecisionFigure>;
export const precision = z.strictObject({
  from: ms,
  to: ms,
  total: precisionFigure,
  byDetector: z.array(precisionFigure.extend({ detector })),
  byDomain: z.array(precisionFigure.extend({ domain })),
  byWeek: z.array(precisionFigure.extend({ start: ms })),
}) satisfies z.ZodType<PrecisionAnswer>;

export const detectionSettings = z.strictObject({
  current: DetectionTuning,
  defaults: DetectionTuning,
  history: z.array(
    z.strictObject({
      version: count,
      from: ms,
      actor: z.string(),
      note: z.string().nullable(),
      tuning: DetectionTuning,
    }),
  ),
}) satisfies z.ZodType<DetectionSettingsAnswer>;

const backtestSide = z.strictObject({
  anomalies: count,
  incidents: z.record(severity, count),
  anomaliesByDetector: z.partialRecord(detector, count),
}) satisfies z.ZodType<BacktestSide>;
const backtestIncident = z.strictObject({
  title: reason,
  reason,
  severity,
  start: ms,
  end: ms.nullable(),
  things: count,
}) satisfies z.ZodType<BacktestIncident>;
export const backtestResult = z.strictObject({
  things: count,
  observations: count,
  learntMs: z.number(),
  wantedMs: z.number(),
  current: backtestSide,
  changed: backtestSide,
  found: z.strictObject({ onlyCurrent: count, onlyChanged: count, both: count }),
  onlyCurrent: z.array(backtestIncident),
  onlyChanged: z.array(backtestIncident),
  both: z.array(backtestIncident),
}) satisfies z.ZodType<BacktestResult>;
export const backtest = z.strictObject({
  id: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  progress: share,
  request: BacktestRequest,
  error: z.string().nullable(),
  result: backtestResult.nullable(),
}) satisfies z.ZodType<BacktestAnswer>;
export const backtestList = z.strictObject({
  backtests: z.array(backtest.omit({ result: true })),
}) satisfies z.ZodType<BacktestListAnswer>;
