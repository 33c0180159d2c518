import { errorOf, errorRarity, isTailKnown, startTail, teachErrors } from './error-tail.js';
import { F, RING, STATUS, type ForecastLane } from './lane.js';
import { WINDOW } from './forecaster.js';
import type { ForecastPool } from './pool.js';
import { noteSurprise } from './opinion.js';
import { pushStep, stepsSince, type WindowStep } from './window.js';

/** Which deviations matter: -1 only too low, 1 only too high, 0 both; and the least one worth an alarm where this is expected. */
export interface Concern {
  readonly side: -1 | 0 | 1;
  readonly least: (expected: number) => number;
  /** Longest that an anomaly keeps the window from learning, ms. */
  readonly regimeMs: number;
  /** Rarity that raises in two steps, and in one. */
  readonly raise: number;
  readonly atOnce: number;
  /** True where another detector has said enough: nothing new is raised. */
  readonly mute: boolean;
  /** Hours that the profile must have learnt an hour of the day for. */
  readonly readyHours: number;
}

/** What the forecast says of one step. */
export interface ForecastVerdict {
  /** -log10 of the probability of so large an error. */
  readonly score: number;
  /** The error in scales, on the side that matters. */
  readonly error: number;
  /** The error as a multiple of the least effect worth an alarm. */
  readonly effect: number;
  readonly expected: number;
  /** Band that one step in a thousand leaves. */
  readonly low: number;
  readonly high: number;
}

export interface Followed {
  /** Null while nothing can be said. */
  readonly verdict: ForecastVerdict | null;
  readonly change: 'raised' | 'lasting' | 'cleared' | 'none';
  /** Start of the anomaly, or for 'cleared' its end, ms. */
  readonly time: number;
  /** It was cleared because what it said has lasted so long. */
  readonly accepted?: boolean;
}

/** Errors beyond so many scales enter the window as that many: an outlier must not become what is expected next. */
const WINDOW_BOUND = 3;
/** Steps in a row that a moderate error needs, and calm ones that end it. */
const PERSISTENCE = 2;
const CALM = 2;
/** Share of the raise level, and of the least effect, below which a step is calm. */
const CALM_SHARE = 0.5;

/** A step on its way through a lane: `start` is its beginning, `at` when it was complete, ms. */
export interface LaneStep extends WindowStep {
  readonly start: number;
  readonly at: number;
}

/**
 * Judges one step by its forecast, then takes it into the window and wants the next forecast.
 * @param model number of the pool's model: another one's errors are forgotten
 * @param quiet the value is known to be wrong: nothing is judged or learnt
 */
export function follow(
  lane: ForecastLane,
  pool: ForecastPool,
  model: number,
  step: LaneStep,
  concern: Concern,
  quiet: boolean,
): Followed {
  const { f64 } = lane;
  if (f64[F.model] !== model) {
    startTail(lane);
    f64[F.model] = model;
    f64[F.open] = 0;
    f64[F.status] = f64[F.status] === STATUS.none ? STATUS.none : STATUS.wanted;
  }
  pool.settle(lane);
  const verdict = quiet ? null : judge(lane, step, concern);
  const followed = decide(lane, step, concern, verdict, quiet);
  const open = f64[F.open] !== 0;
  const isNews = verdict !== null && verdict.score >= concern.raise && verdict.effect >= 1;
  if (verdict !== null && !open && !isNews) teachErrors(lane, verdict.error);
  const known = quiet || open ? NaN : bounded(lane, step, verdict);
  pushStep(lane, step, known - step.now.base, !quiet && !open);
  noteSurprise(lane, verdict?.score ?? NaN);
  pool.want(lane);
  return followed;
}

function judge(lane: ForecastLane, step: LaneStep, { side, least, readyHours }: Concern): ForecastVerdict | null {
  const { f64 } = lane;
  const isForecast = f64[F.status] === STATUS.ready && stepsSince(lane, step) === 1;
  if (!isForecast || !(step.now.known >= readyHours) || Number.isNaN(f64[F.base])) return null;
  const expected = f64[F.base] + f64[F.mean];
  const scale = f64[F.scale];
  const error = step.value - expected;
  const sided = side === 0 ? Math.abs(error) : Math.max(0, side * error);
  const half = scale * errorOf(lane, 3);
  return {
    score: errorRarity(lane, sided / scale),
    error: sided / scale,
    effect: sided / least(expected),
    expected,
    low: expected - half,
    high: expected + half,
  };
}

function decide(
  lane: ForecastLane,
  step: LaneStep,
  concern: Concern,
  verdict: ForecastVerdict | null,
  quiet: boolean,
): Followed {
  const { f64 } = lane;
  if (f64[F.open] !== 0) return decideOpen(lane, step, concern, verdict, quiet);
  const none: Followed = { verdict, change: 'none', time: NaN };
  const rare = verdict !== null && verdict.score >= concern.raise && verdict.effect >= 1;
  if (!rare || concern.mute || !isTailKnown(lane)) {
    f64[F.pending] = 0;
    return none;
  }
  if (f64[F.pending]++ === 0) f64[F.pendingTime] = step.start;
  if (verdict.score < concern.atOnce && f64[F.pending] < PERSISTENCE) return none;
  f64[F.open] = f64[F.pendingTime];
  f64[F.pending] = 0;
  f64[F.calm] = 0;
  return { verdict, change: 'raised', time: f64[F.open] };
}

function decideOpen(
  lane: ForecastLane,
  step: LaneStep,
  { raise, regimeMs }: Concern,
  verdict: ForecastVerdict | null,
  quiet: boolean,
): Followed {
  const { f64, f32 } = lane;
  if (step.at - f64[F.open] > regimeMs) {
    // It has lasted so long that it is the new normal: the window begins anew.
    f32.fill(NaN, RING, RING + WINDOW);
    f64[F.open] = 0;
    return { verdict, change: 'cleared', time: step.at, accepted: true };
  }
  // While another detector doubts the sensor, nothing says that it is well again.
  const rare = verdict !== null && verdict.score >= CALM_SHARE * raise && verdict.effect >= CALM_SHARE;
  if (quiet || rare) {
    f64[F.calm] = 0;
    return { verdict, change: 'lasting', time: f64[F.open] };
  }
  if (f64[F.calm]++ === 0) f64[F.calmTime] = step.start;
  if (f64[F.calm] < CALM) return { verdict, change: 'lasting', time: f64[F.open] };
  f64[F.open] = 0;
  return { verdict, change: 'cleared', time: f64[F.calmTime] };
}

/** The value as the window gets it. */
function bounded({ f64 }: ForecastLane, { value }: LaneStep, verdict: ForecastVerdict | null): number {
  if (verdict === null) return value;
  const most = WINDOW_BOUND * f64[F.scale];
  return Math.min(verdict.expected + most, Math.max(verdict.expected - most, value));
}
