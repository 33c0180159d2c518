import { F, type ForecastLane } from './lane.js';

/** -log10 of the tail's start, the 98 % quantile. */
const START = 1.7;
const CAP = 12;
/** Where the tail starts and how far it reaches on average, in scales, for Student's t with four degrees of freedom. */
const FIRST_FROM = 3;
const FIRST_MEAN = 1.4;
/** Steps until what was learnt may be narrower than that: two days of five-minute steps. */
const LEARNT = 600;
/** An error counts as at most so many mean excesses. */
const BOUND = 4;

/** A lane's tail as nothing is known of it. */
export function startTail({ f64 }: ForecastLane): void {
  f64[F.tailFrom] = FIRST_FROM;
  f64[F.tailMean] = FIRST_MEAN;
  f64[F.tailCount] = 0;
}

/** True where enough errors are known to say how rare one is. */
export const isTailKnown = ({ f64 }: ForecastLane): boolean => f64[F.tailCount] >= LEARNT / 4;

/** Rarity (-log10 of the probability, 12 at most) of an error of `d` scales; exponential beyond the 98 % quantile. */
export function errorRarity({ f64 }: ForecastLane, d: number): number {
  const from = f64[F.tailFrom];
  if (d <= from) return d <= 0 ? 0 : (START * d) / from;
  return Math.min(CAP, START + (d - from) / f64[F.tailMean] / Math.LN10);
}

/** The error whose rarity this is: errorRarity's inverse. */
export function errorOf({ f64 }: ForecastLane, rarity: number): number {
  const from = f64[F.tailFrom];
  return rarity <= START ? (from * rarity) / START : from + (rarity - START) * f64[F.tailMean] * Math.LN10;
}

/** Learns the quantile by stochastic approximation and the mean excess over it. */
export function teachErrors({ f64 }: ForecastLane, d: number): void {
  const count = ++f64[F.tailCount];
  const known = count > LEARNT;
  const above = d > f64[F.tailFrom];
  if (above) {
    const excess = Math.min(d - f64[F.tailFrom], BOUND * f64[F.tailMean]);
    const mean = f64[F.tailMean] + Math.max(0.02, 1 / (0.02 * count + 20)) * (excess - f64[F.tailMean]);
    f64[F.tailMean] = Math.min(5, Math.max(known ? 0.3 : FIRST_MEAN / 2, mean));
  }
  const rate = Math.max(0.05, 0.5 / Math.pow(count + 1, 0.6));
  const from = f64[F.tailFrom] + rate * (above ? 0.98 : -0.02);
  f64[F.tailFrom] = Math.min(15, Math.max(known ? 1 : FIRST_FROM / 2, from));
}
