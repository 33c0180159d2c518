import { DETECTORS, type Anomaly, type DetectorKind, type Domain } from '@citywatch/contracts';
import { NO_FORECAST, type ForecastSettings } from '../forecast/settings.js';
import { holidaysOf } from '../holidays.js';
import type { Calendar } from '../local-time.js';

/** What a detector must know of a Datastream beside its state. */
export interface DatastreamContext {
  readonly datastream: number;
  readonly thing: string;
  readonly property: string;
  readonly domain: Domain;
  /** Usual ms between two reports, as declared; the learnt one counts where it is longer. */
  readonly interval: number;
  /** One Datastream a Thing watches for silence: a silent Thing is one anomaly, not four. */
  readonly watchGap: boolean;
  /** Decades that people's feedback adds to the raise level of this Datastream, SHIFT_MIN to SHIFT_MAX; absent is 0. */
  readonly shift?: number;
}

/** How far feedback may move a raise level, decades: at most a third as rare or a hundred times rarer. */
export const SHIFT_MIN = -0.5;
export const SHIFT_MAX = 2;

/** One Observation on its way through the detectors. */
export interface Sample {
  /** phenomenonTime, ms. */
  readonly time: number;
  readonly result: number;
  /** QUALITY bit set. */
  readonly quality: number;
  /** Sent about now. A replay of old data is not: no clock tells when its next observation is due. */
  readonly live: boolean;
  /** Only fills the past: teaches, raises nothing. */
  readonly backfill?: boolean;
}

/** An anomaly that began, got worse or ended, before the log gives it a sequence. */
export interface AnomalyChange {
  readonly kind: 'raised' | 'updated' | 'cleared';
  /** Event time of the observation, or of the deadline for a gap, ms. */
  readonly at: number;
  readonly anomaly: Anomaly;
}

export interface DetectionSettings extends Calendar {
  /** Single false alarms a Datastream and week that a persistent deviation may cost; decides the raise level. */
  readonly falseAlarmsPerWeek: number;
  /** Orders of magnitude rarer a deviation must be to raise at its first observation. */
  readonly extremeDecades: number;
  /** Observations in a row that a moderate deviation needs. */
  readonly persistence: number;
  /** Intervals of silence that make a gap, and ms of grace for the way here. */
  readonly gapIntervals: number;
  readonly gapGraceMs: number;
  /** Least time of one value that makes a sensor stuck, ms. */
  readonly stuckMs: number;
  /** Observations up to this much older than the newest, ms, teach nothing: they may be duplicates. Older are a back-fill. */
  readonly lateMs: number;
  /** Kinds that may raise. The others run in shadow: they learn, and nothing that they find is said or stands in another's way. */
  readonly detectors: ReadonlySet<DetectorKind>;
  /** The learned forecasters that take part. */
  readonly forecast: ForecastSettings;
}

/** Defaults of all settings but the city's time zone. */
export const DEFAULT_SETTINGS: Omit<DetectionSettings, 'offsetAt'> = {
  falseAlarmsPerWeek: 0.1,
  extremeDecades: 2,
  persistence: 3,
  gapIntervals: 2.5,
  gapGraceMs: 5_000,
  stuckMs: 300_000,
  lateMs: 3_600_000,
  detectors: new Set(DETECTORS),
  forecast: NO_FORECAST,
  holidayOn: holidaysOf('US'),
};

/** Detectors' versions: every anomaly names the one that found it. */
export const DETECTOR_VERSION: Readonly<Record<DetectorKind, string>> = {
  seasonal: 'seasonal-3',
  stuck: 'stuck-2',
  range: 'range-2',
  gap: 'gap-3',
  rate: 'rate-1',
  pattern: 'pattern-1',
  peers: 'peers-1',
  forecast: 'forecast-1',
  clock: 'clock-1',
  consistency: 'consistency-1',
};

/** From here on a sensor is slow: one reading of it is as telling as several of a fast one. */
export const SLOW_MS = 240_000;

const WEEK = 604_800_000;

/** Share of the raise level, and of the effect that raises, below which an anomaly is calm: it ends there, not where it began. */
export const CLEAR_SHARE = 0.5;

const LEAST_LEVEL = 3.5;
const MOST_LEVEL = 9;

/**
 * Rarity that a persistent deviation must reach: a sensor that reports more often gets more chances to be unlucky.
 * @param interval ms between two chances
 * @param shift decades that feedback adds, bounded here: whoever stores it may be wrong
 */
export function raiseLevel(settings: DetectionSettings, interval: number, shift = 0): number {
  const budgeted = Math.log10(WEEK / Math.max(1_000, interval)) - Math.log10(settings.falseAlarmsPerWeek);
  return Math.min(MOST_LEVEL, Math.max(LEAST_LEVEL, budgeted)) + Math.min(SHIFT_MAX, Math.max(SHIFT_MIN, shift));
}
