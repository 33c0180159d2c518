import { learnHoliday, levelAfter, scaleOf, teach, type Prediction } from './profile.js';
import { S, type DatastreamState } from './state.js';
import { teachTail } from './tail.js';
import type { PropertyTuning } from './tuning.js';

const HOUR = 3_600_000;
/** Observations that the last minutes' level is made of, and that it needs before it counts. */
const FAST_MEMORY = 30;
export const FAST_WARM = 20;
/** How slowly the usual size of the level is learnt: two days. */
const LEVEL_SPREAD_HOURS = 48;
/** And how slowly the spread over all hours is. */
const SPREAD_HOURS = 24;

/** One observation and what is known at it. */
export interface Moment {
  readonly time: number;
  readonly result: number;
  /** ms since the observation before it in the same lane; NaN for the first. */
  readonly elapsed: number;
  /** Usual ms between two. */
  readonly interval: number;
  /** The property's resolution. */
  readonly step: number;
  readonly tuning: PropertyTuning;
  readonly prediction: Prediction;
  /** Short-term level, as much of it as is left after `elapsed`. */
  readonly level: number;
}

export const levelAt = (level: number, elapsed: number): number =>
  Number.isNaN(elapsed) ? 0 : levelAfter(level, elapsed);

export const sided = (deviation: number, side: -1 | 0 | 1): number =>
  side === 0 ? Math.abs(deviation) : Math.max(0, side * deviation);

/** Level and spread of the last minutes, by count: what a jump is judged against. */
export function learnFast(state: DatastreamState, { result, elapsed, interval, step }: Moment): void {
  const { n } = state;
  if (elapsed > 10 * interval) n[S.fastCount] = 0;
  const gain = 1 / Math.min(FAST_MEMORY, ++n[S.fastCount]);
  const limit = n[S.fastCount] > FAST_WARM ? 4 * Math.max(n[S.fastSpread], step) : Infinity;
  const error = clip(result - n[S.fast], limit);
  n[S.fast] += gain * error;
  if (n[S.fastCount] > 1) n[S.fastSpread] += gain * (Math.abs(error) * 1.2533 - n[S.fastSpread]);
}

/**
 * Teaches profile, spreads and tail; answers the new short-term level. The live and the back-fill lane both learn here.
 * Once the profile is ready an outlier counts as four standard deviations, so that no fault is learnt quickly.
 * @param trust less than 1 for what may be the beginning of an anomaly: it then counts as that share of its time
 */
export function learnProfile(state: DatastreamState, moment: Moment, trust = 1): number {
  const { n } = state;
  const { result, prediction, step, elapsed, level, tuning } = moment;
  const hours = trust * hoursOf(moment);
  if (Number.isNaN(prediction.base)) {
    teach(state, prediction, result, 0, 0, hours);
    return 0;
  }
  const residual = result - prediction.base;
  const scale = scaleOf(state, prediction, step, elapsed || 0);
  const limit = prediction.ready ? 4 * scale : Infinity;
  const error = clip(residual - level, limit);
  if (prediction.ready && tuning.side !== null) teachTail(state, sided(residual - level, tuning.side) / scale, hours);
  teach(state, prediction, result, clip(residual, limit + Math.abs(level)), Math.abs(error) * 1.2533, hours);
  const gain = Math.max(hours / SPREAD_HOURS, 1 / ++n[S.spreadCount]);
  n[S.spread] += gain * (Math.abs(error) * 1.2533 - n[S.spread]);
  const next = level + (1 - Math.exp((-hours * HOUR) / tuning.levelMs)) * error;
  const slow = Math.max(hours / LEVEL_SPREAD_HOURS, 1 / n[S.spreadCount]);
  n[S.levelSpread] += slow * (Math.abs(next) * 1.2533 - n[S.levelSpread]);
  if (!prediction.holiday || !prediction.ready) return next;
  return next - learnHoliday(state, prediction, result, Math.hypot(scale, n[S.levelSpread]), hours);
}

/** What one observation stands for: the time since the one before it, an hour at most. */
const hoursOf = ({ elapsed, interval }: Moment): number => Math.min(elapsed > 0 ? elapsed : interval, HOUR) / HOUR;

const clip = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));
