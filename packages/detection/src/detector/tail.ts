import { S } from './state.js';

/** -log10 of the tail's start, the 98 % quantile. */
const START = 1.7;
const CAP = 12;
/** Until this many lessons the prior, a heavy tail, is a floor; lessons an hour. */
const LEARNT = 300;
const PER_HOUR = 12;
/** The least step of the quantile, and lessons from which on it is never longer: 0.5 / 47^0.6 is less. */
const LEAST_STEP = 0.05;
const SETTLED = 46;

/** Whatever keeps a tail in the same places as a Datastream's state: its start, mean excess and lessons. */
export interface TailState {
  readonly n: Float64Array;
}

/**
 * Rarity of a deviation of `d` standard deviations: -log10 P, at most 12. Beyond the 98 % quantile an exponential tail
 * (peaks over threshold), because a normal one would call every heavy-tailed sensor broken.
 * @param at where the tail stands: its start, then the mean excess over it, then the lessons
 */
export function rarity({ n }: TailState, d: number, at: number = S.tailFrom): number {
  const from = n[at];
  if (d <= from) return d <= 0 ? 0 : (START * d) / from;
  return Math.min(CAP, START + (d - from) / n[at + 1] / Math.LN10);
}

/** The deviation whose rarity this is: rarity's inverse. */
export function deviationOf({ n }: TailState, score: number, at: number = S.tailFrom): number {
  const from = n[at];
  return score <= START ? (from * score) / START : from + (score - START) * n[at + 1] * Math.LN10;
}

/**
 * Learns the quantile by stochastic approximation and the mean excess over it; one outlier counts as a bounded one.
 * `hours` is what the observation stands for: neighbours in time are alike, so ten a minute teach no more than one.
 */
export function teachTail({ n }: TailState, d: number, hours: number, at: number = S.tailFrom): void {
  const share = Math.min(1, hours * PER_HOUR);
  const count = (n[at + 2] += share);
  const known = count > LEARNT;
  const above = d > n[at];
  if (above) {
    const excess = Math.min(d - n[at], 4 * n[at + 1]);
    const mean = n[at + 1] + share * Math.max(0.02, 1 / (0.02 * count + 20)) * (excess - n[at + 1]);
    n[at + 1] = Math.min(3, Math.max(known ? 0.35 : 0.7, mean));
  }
  const rate = share * (count > SETTLED ? LEAST_STEP : Math.max(LEAST_STEP, 0.5 / Math.pow(count + 1, 0.6)));
  const from = n[at] + rate * (above ? 0.98 : -0.02);
  n[at] = Math.min(12, Math.max(known ? 1.5 : 2.5, from));
}

/** The rarity of `d` under the prior tail, for channels that learn no tail of their own. */
export const priorRarity = (d: number): number =>
  d <= 2.5 ? (START * Math.max(0, d)) / 2.5 : Math.min(CAP, START + (d - 2.5) / 0.7 / Math.LN10);
