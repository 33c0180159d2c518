import type { DetectionSettings } from './context.js';
import type { StepVerdict } from './pattern.js';
import { predict, READY_HOURS } from './profile.js';
import { BINS, S, type DatastreamState } from './state.js';
import { deviationOf, rarity, teachTail } from './tail.js';
import { leastEffect, type PropertyTuning } from './tuning.js';

const HOUR = 3_600_000;
/** What counts as now: the mean of about a quarter of an hour. */
const NOW_MS = 15 * 60_000;
/** How slowly a difference from the profile that stays is accepted: no drift, but weather, a season, a new normal. */
const SLOW_MS = { street: 12 * HOUR, air: 24 * HOUR } as const;
/** Steps that the mean needs; a hole of this many steps starts it anew. */
const LEAST_STEPS = 2;
const HOLE_STEPS = 4;

/** Least spread of an hour, as a share of that of all hours. */
const FLOOR = 0.2;
/** Rarity from which on a step counts a tenth, as the seasonal detector does it. */
const DOUBTFUL = 3;
const DOUBTED = 0.1;

/** One step: the mean of five minutes, or one reading of a slower sensor. */
export interface Step {
  /** Its middle, ms. */
  readonly time: number;
  readonly mean: number;
  /** Usual ms between two. */
  readonly interval: number;
  readonly resolution: number;
  readonly tuning: PropertyTuning;
}

/**
 * A slow difference from the hour's profile, which the short-term level of the seasonal detector would follow and hide: the
 * residual's mean over a quarter of an hour, less what it has been for days, against its own learnt tail. On the side that is no
 * news (faster traffic, cleaner air) only what lies beyond every hour of this sensor counts: there it is the sensor that drifts.
 * Null where nothing can be said. `learn` false: judges only.
 */
export function judgeDrift(
  state: DatastreamState,
  settings: DetectionSettings,
  { time, mean, interval, resolution, tuning }: Step,
  learn: boolean,
): StepVerdict | null {
  const { n } = state;
  const prediction = predict(state, time, settings);
  const elapsed = time - n[S.driftTime];
  if (!prediction.ready || tuning.side === null || tuning.drift === null) {
    n[S.driftCount] = 0;
    n[S.driftTime] = time;
    return null;
  }
  const residual = mean - prediction.base;
  if (n[S.driftCount] === 0 || elapsed > HOLE_STEPS * interval) {
    n[S.drift] = residual;
    n[S.driftCount] = 0;
  } else n[S.drift] += (1 - Math.exp(-elapsed / NOW_MS)) * (residual - n[S.drift]);
  n[S.driftCount]++;
  n[S.driftTime] = time;
  const scale = Math.max(prediction.spread, FLOOR * n[S.spread], 1.5 * resolution, prediction.unknown);
  const deviation = n[S.drift] - n[S.driftSlow];
  const expected = prediction.base + n[S.driftSlow];
  const news = tuning.side === 0 || Math.sign(deviation) === tuning.side;
  const beyond = news ? Math.abs(deviation) : beyondAll(state, deviation, prediction.base + n[S.drift]);
  const spreads = beyond / scale;
  const score = rarity(state, spreads, S.driftTailFrom);
  const effect = beyond / (leastEffect(tuning, expected) * (news ? tuning.drift : 1));
  const half = scale * deviationOf(state, 3, S.driftTailFrom);
  if (learn) {
    // What may be the beginning of a drift must not widen the tail that is to find it.
    const trust = score >= DOUBTFUL && effect >= 1 ? DOUBTED : 1;
    const hours = (trust * Math.min(elapsed > 0 ? elapsed : interval, HOUR)) / HOUR;
    teachTail(state, spreads, hours, S.driftTailFrom);
    const limit = 4 * scale;
    const error = Math.min(limit, Math.max(-limit, residual - n[S.driftSlow]));
    n[S.driftSlow] += (1 - Math.exp((-hours * HOUR) / SLOW_MS[tuning.regimeMs > 12 * HOUR ? 'air' : 'street'])) * error;
  }
  if (n[S.driftCount] < LEAST_STEPS) return null;
  return {
    code: deviation > 0 ? 'drifting-up' : 'drifting-down',
    severity: 1,
    score,
    effect,
    observed: prediction.base + n[S.drift],
    expected,
    low: expected - half,
    high: expected + half,
    channels: [['drift', score]],
    deviation: spreads,
  };
}

/** It has lasted long enough: what is now is what is expected from now on. */
export const acceptDrift = ({ n }: DatastreamState): void => {
  n[S.driftSlow] = n[S.drift];
};

/** Another detector has the Datastream's readings in doubt: the mean starts anew when that is over. */
export const restartDrift = ({ n }: DatastreamState): void => {
  n[S.driftCount] = 0;
};

/** How far a mean lies outside of what any hour of the week expects. */
function beyondAll({ mean, weight }: DatastreamState, deviation: number, now: number): number {
  const side = deviation > 0 ? 1 : -1;
  let least = Infinity;
  for (let bin = 0; bin < BINS; bin++)
    if (weight[bin] >= READY_HOURS) {
      least = Math.min(least, side * (now - mean[bin]));
      if (least <= 0) return 0;
    }
  return least === Infinity ? 0 : least;
}
