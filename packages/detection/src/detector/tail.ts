import { S, type DatastreamState } from './state.js';

/** -log10 of the tail's start, the 98 % quantile. */
const START = 1.7;
const CAP = 12;
/** Until this many lessons the prior, a heavy tail, is a floor; lessons an hour. */
const LEARNT = 300;
const PER_HOUR = 12;

/**
 * Rarity of a deviation of `d` standard deviations: -log10 P, at most 12. Beyond the 98 % quantile an exponential tail
 * (peaks over threshold), because a normal one would call every heavy-tailed sensor broken.
 */
export function rarity(state: DatastreamState, d: number): number {
  const from = state.n[S.tailFrom];
  if (d <= from) return d <= 0 ? 0 : (START * d) / from;
  return Math.min(CAP, START + (d - from) / state.n[S.tailMean] / Math.LN10);
}

/** The deviation whose rarity this is: rarity's inverse. */
export function deviationOf(state: DatastreamState, score: number): number {
  const from = state.n[S.tailFrom];
  return score <= START ? (from * score) / START : from + (score - START) * state.n[S.tailMean] * Math.LN10;
}

/**
 * Learns the quantile by stochastic approximation and the mean excess over it; one outlier counts as a bounded one.
 * `hours` is what the observation stands for: neighbours in time are alike, so ten a minute teach no more than one.
 */
export function teachTail(state: DatastreamState, d: number, hours: number): void {
  const { n } = state;
  const share = Math.min(1, hours * PER_HOUR);
  const count = (n[S.tailCount] += share);
  const known = count > LEARNT;
  const above = d > n[S.tailFrom];
  if (above) {
    const excess = Math.min(d - n[S.tailFrom], 4 * n[S.tailMean]);
    const mean = n[S.tailMean] + share * Math.max(0.02, 1 / (0.02 * count + 20)) * (excess - n[S.tailMean]);
    n[S.tailMean] = Math.min(3, Math.max(known ? 0.35 : 0.7, mean));
  }
  const rate = share * Math.max(0.05, 0.5 / Math.pow(count + 1, 0.6));
  const from = n[S.tailFrom] + rate * (above ? 0.98 : -0.02);
  n[S.tailFrom] = Math.min(12, Math.max(known ? 1.5 : 2.5, from));
}

/** The rarity of `d` under the prior tail, for channels that learn no tail of their own. */
export const priorRarity = (d: number): number =>
  d <= 2.5 ? (START * Math.max(0, d)) / 2.5 : Math.min(CAP, START + (d - 2.5) / 0.7 / Math.LN10);
