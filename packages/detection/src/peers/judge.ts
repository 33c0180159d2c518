import { OBSERVED_PROPERTIES } from '@citywatch/contracts';
import { deviationOf, rarity, teachTail } from '../detector/tail.js';
import { readingAt } from './comparable.js';
import type { Voices } from './median.js';
import { P, type PeerState } from './peer-state.js';
import { leastDifference, type PeerSettings } from './settings.js';

/** Neighbours further off than this together are in an incident: no more is subtracted, and no more is learnt from them. */
const TOGETHER = 4;
/** Own deviation that speaks for a difference, as its share: where only the neighbours moved, this sensor has done nothing. */
const OWN_SHARE = 0.5;
/** Steps that difference and spread remember: a week. What one stands for in the tail, hours. */
const MEMORY = 2_016;
const LESSON_HOURS = 1 / 12;
/** Neighbours' square below which moving together means nothing. */
const STILL = 0.02;
const MOST_SHARE = 1.2;
/** Least spread of a difference: means of 5 minutes are much calmer than readings. */
const LEAST_SPREAD = 0.1;
/** What neighbours that disagree among themselves add to the spread, as a share of theirs: they say less. */
const UNITED = 0.7;
/** Makes a median of distances the spread of a normal distribution. */
const NORMAL = 1.4826;

/** One step of one Datastream against its neighbours. Differences in the property's unit. */
export interface PeerVerdict {
  /** In spreads of the difference, signed. */
  readonly deviation: number;
  readonly score: number;
  /** As a multiple of the least difference that matters. */
  readonly effect: number;
  readonly observed: number;
  /** What the neighbours expect, and the band that one in a thousand leaves. */
  readonly should: number;
  readonly low: number;
  readonly high: number;
  readonly asked: number;
  readonly together: number;
  readonly difference: number;
}

const clip = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));

/** Judges the newest step; null where too few neighbours are there to say anything. Changes nothing. */
export function judgePeers(
  state: PeerState,
  property: number,
  neighbours: Voices,
  settings: PeerSettings,
): PeerVerdict | null {
  const { n } = state;
  if (neighbours.size < settings.leastNeighbours) return null;
  const middle = neighbours.median;
  const together = clip(middle, TOGETHER);
  const z = n[P.stepZ];
  const share = Math.min(MOST_SHARE, Math.max(0, n[P.product] / (n[P.square] + STILL)));
  const difference = z - share * together;
  const [scale, expected] = [n[P.scale], n[P.expected]];
  const off = difference - n[P.offset];
  const spread = Math.hypot(spreadOf(n), UNITED * NORMAL * neighbours.scatterAround(middle));
  const deviation = off / spread;
  const own = Math.sign(z) === Math.sign(off) ? Math.min(1, Math.abs(z) / (OWN_SHARE * Math.abs(off))) : 0;
  const reading = (at: number) => readingAt(property, at, scale, expected);
  const [observed, should] = [reading(z), reading(z - off)];
  const half = spread * deviationOf(state, 3, P.tailFrom);
  const [min, max] = OBSERVED_PROPERTIES[property].plausible;
  return {
    deviation,
    score: rarity(state, Math.abs(deviation), P.tailFrom),
    effect: own === 1 ? Math.abs(observed - should) / leastDifference(property, should) : 0,
    observed,
    should: Math.min(max, Math.max(min, should)),
    low: Math.max(min, reading(z - off - half)),
    high: Math.min(max, reading(z - off + half)),
    asked: neighbours.size,
    together,
    difference,
  };
}

/** Few lessons know little of the spread: wide at first. */
const spreadOf = (n: Float64Array): number => Math.max(LEAST_SPREAD, n[P.spread]) * (1 + 12 / (12 + n[P.lessons]));

/** Learns how much the Datastream moves with its neighbours, its usual difference from them, and how rare a larger one is. */
export function learnPeers(state: PeerState, { together, difference, deviation }: PeerVerdict): void {
  const { n } = state;
  const lessons = ++n[P.lessons];
  const gain = Math.max(1 / MEMORY, 1 / lessons);
  const z = clip(n[P.stepZ], TOGETHER);
  n[P.product] += gain * (z * together - n[P.product]);
  n[P.square] += gain * (together * together - n[P.square]);
  const limit = lessons > 24 ? 4 * spreadOf(n) : Infinity;
  const error = clip(difference - n[P.offset], limit);
  n[P.offset] += gain * error;
  n[P.spread] += gain * (Math.abs(error) * 1.2533 - n[P.spread]);
  if (lessons > 12) teachTail(state, Math.abs(deviation), LESSON_HOURS, P.tailFrom);
}
