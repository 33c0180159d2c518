import { errorRarity, isTailKnown } from './error-tail.js';
import { F, STATUS, type ForecastLane } from './lane.js';
import type { ForecastPool } from './pool.js';
import { stepsSince } from './window.js';

/** A reading that another detector finds suspicious. */
export interface Suspect {
  readonly time: number;
  readonly result: number;
  /** Usual ms between two steps. */
  readonly stepMs: number;
  readonly side: -1 | 0 | 1;
}

/**
 * How surprised the network is by a reading: the rarity of its error in this step, and the largest of this and the steps
 * before it. Null where it has no opinion, as it is still learning or was not looking lately.
 */
export function surpriseAt(
  lane: ForecastLane,
  pool: ForecastPool,
  { time, result, stepMs, side }: Suspect,
): { readonly now: number; readonly lately: number } | null {
  const { f64 } = lane;
  if (f64[F.model] !== pool.model || !isTailKnown(lane) || stepsSince(lane, { time, stepMs }) !== 1) return null;
  pool.settle(lane);
  if (f64[F.status] !== STATUS.ready || Number.isNaN(f64[F.base])) return null;
  const error = (result - f64[F.base] - f64[F.mean]) / f64[F.scale];
  const now = errorRarity(lane, side === 0 ? Math.abs(error) : Math.max(0, side * error));
  const lately = Math.max(now, f64[F.recent], f64[F.recent2], f64[F.recent3]);
  return Number.isNaN(lately) ? null : { now, lately };
}

/** Remembers how surprising a step was; NaN where nobody looked. */
export function noteSurprise({ f64 }: ForecastLane, score: number): void {
  f64[F.recent3] = f64[F.recent2];
  f64[F.recent2] = f64[F.recent];
  f64[F.recent] = score;
}
