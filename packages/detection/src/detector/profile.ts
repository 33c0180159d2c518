import type { OffsetAt } from '../local-time.js';
import { BINS, S, type DatastreamState } from './state.js';

const HOUR = 3_600_000;
/** Hours that a bin must have been taught before its expectation counts: two days of one kind, less some loss. */
export const READY_HOURS = 1.5;
/** Memory of a bin in hours: ten weekdays, five weekend days. */
const MEMORY = [10, 5] as const;
/** How long a level found now says something about later. */
const LEVEL_DECAY_MS = 6 * HOUR;

/** What the profile says of one time. One object is reused: read it before the next call. */
export interface Prediction {
  a: number;
  b: number;
  /** Share of bin b. */
  share: number;
  /** Profile alone, without the short-term level; NaN while both bins are empty. */
  base: number;
  spread: number;
  ready: boolean;
}
const out: Prediction = { a: 0, b: 0, share: 0, base: NaN, spread: 0, ready: false };

const dayType = (day: number): number => {
  const weekday = (((day + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6 ? 1 : 0;
};

/** Looks between the two nearest hours' middles, across midnight into the next day's type. */
export function predict(state: DatastreamState, time: number, offsetAt: OffsetAt): Prediction {
  const local = time + offsetAt(time);
  const position = local / HOUR - 0.5;
  const first = Math.floor(position);
  const dayA = Math.floor(first / 24);
  const dayB = Math.floor((first + 1) / 24);
  const a = dayType(dayA) * 24 + (first - dayA * 24);
  const b = dayType(dayB) * 24 + (first + 1 - dayB * 24);
  const share = position - first;
  const { mean, spread, weight } = state;
  const wa = weight[a];
  const wb = weight[b];
  out.a = a;
  out.b = b;
  out.share = share;
  // An empty bin borrows from its neighbour until it has been taught itself.
  const f = wb === 0 ? 0 : wa === 0 ? 1 : share;
  out.base = wa === 0 && wb === 0 ? NaN : mean[a] * (1 - f) + mean[b] * f;
  out.spread = spread[a] * (1 - f) + spread[b] * f;
  out.ready = (wa >= READY_HOURS || share > 0.85) && (wb >= READY_HOURS || share < 0.15);
  return out;
}

/** What remains after `elapsed` ms of a level that was found then. */
export const levelAfter = (level: number, elapsed: number): number =>
  level * Math.exp(-Math.max(0, elapsed) / LEVEL_DECAY_MS);

/** One standard deviation of what is expected: the hour's spread, and what an unknown level may add. */
export function scaleOf(state: DatastreamState, prediction: Prediction, step: number, elapsed: number): number {
  const { n } = state;
  const forgotten = 1 - levelAfter(1, elapsed);
  const inner = Math.max(prediction.spread, 0.5 * n[S.spread], 1.5 * step);
  const unknown = n[S.levelSpread] * forgotten;
  const few = 1 + 0.5 / Math.max(0.5, Math.min(state.weight[prediction.a], state.weight[prediction.b]));
  return Math.sqrt(inner * inner + unknown * unknown) * few;
}

/**
 * Teaches the two bins one observation. `hours` is the time it stands for, so that sampling rate does not matter.
 * @param residual from the profile alone, for the mean
 * @param deviation from profile and level, clipped by the caller, for the spread
 */
export function teach(
  state: DatastreamState,
  prediction: Prediction,
  result: number,
  residual: number,
  deviation: number,
  hours: number,
): void {
  const { a, b, share } = prediction;
  const norm = (1 - share) * (1 - share) + share * share;
  teachBin(state, a, 1 - share, norm, result, residual, deviation, hours);
  teachBin(state, b, share, norm, result, residual, deviation, hours);
}

function teachBin(
  state: DatastreamState,
  bin: number,
  share: number,
  norm: number,
  result: number,
  residual: number,
  deviation: number,
  hours: number,
): void {
  const { mean, spread, weight } = state;
  const gained = hours * share;
  const known = weight[bin];
  if (known === 0) {
    if (share < 0.05) return;
    mean[bin] = result;
    spread[bin] = deviation;
  } else {
    const memory = MEMORY[bin < BINS / 2 ? 0 : 1];
    const rate = hours / (Math.min(known, memory) + hours);
    mean[bin] += ((rate * share) / norm) * residual;
    spread[bin] += rate * share * (deviation - spread[bin]);
  }
  weight[bin] = Math.min(known + gained, 10_000);
}
