import { QUALITY } from '@citywatch/contracts';
import type { AnomalyChange, DatastreamContext, DetectionSettings } from './context.js';
import { FAST_WARM, type Moment } from './learning.js';
import { endPattern, openPattern, sayPattern } from './pattern.js';
import { scaleOf } from './profile.js';
import { isForeign } from './quality-flags.js';
import { A, S, SLOTS, isOpen, slotAt, type DatastreamState } from './state.js';
import { priorRarity } from './tail.js';
import { leastEffect, type PropertyTuning } from './tuning.js';

/** A reading is wild from this many spreads and this much of the least effect on, whichever the side. */
const WILD_SPREADS = 8;
const WILD_EFFECT = 1.5;
/** Share of its deviation by which a spike leaves the reading before it. */
const SUDDEN = 0.7;
/** How fast wild readings are forgotten, ms, and how many make a sensor spiky: two within half an hour. */
const FADE_MS = 3_600_000;
const SPIKY = 1.6;
/** A reading this share of the sensor's own range outside of it, on the side that is no news, needs no second one. */
const ABSURD = 0.2;
/** How long, and how many reports, without a wild reading end it. */
const QUIET_MS = 1_200_000;
const QUIET_REPORTS = 4;
const INFO = 0;
const MINOR = 1;

/**
 * Single wild readings that come and go: a loose contact, a counter that overflows. A reading that stays wild counts once, because
 * it is no spike but a new level; `flagged` is what its message calls impossible. Answers whether this reading is a spike: then it counts in no mean.
 */
export function stepSpikes(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  moment: Moment,
  flagged: boolean,
  changes: AnomalyChange[],
): boolean {
  const { n } = state;
  const { time, result, interval, tuning } = moment;
  const usual = usualOf(state, moment);
  const deviation = usual === null ? 0 : result - usual.expected;
  const wild =
    usual !== null && tuning.side !== null && (flagged || isWild(deviation, usual.expected, usual.scale, tuning));
  // What comes on slowly is no spike: nearly all of it must have come with this one reading.
  const spike = wild && n[S.spiking] === 0 && !(Math.abs(result - n[S.result]) < SUDDEN * Math.abs(deviation));
  n[S.spiking] = wild ? 1 : 0;
  if (spike && usual !== null) {
    countSpike(state, time);
    const absurd = !flagged && tuning.side === -Math.sign(deviation) && isForeign(state, result, ABSURD);
    if (absurd) n[S.found] |= QUALITY.outOfRange;
    const many = n[S.spikes] >= SPIKY;
    if (many || absurd) {
      const spreads = Math.abs(deviation) / usual.scale;
      const score = priorRarity(spreads);
      const low = usual.expected - 3 * usual.scale;
      const high = usual.expected + 3 * usual.scale;
      sayPattern(
        state,
        context,
        settings,
        time,
        time,
        {
          code: many ? 'spiky' : 'jumped-up',
          severity: many ? MINOR : INFO,
          score,
          observed: result,
          expected: usual.expected,
          low,
          high,
          channels: [['spikes', score]],
          deviation: spreads,
        },
        changes,
      );
    }
  }
  endSpikes(state, context, time, interval, changes);
  return spike;
}

const isWild = (deviation: number, expected: number, scale: number, tuning: PropertyTuning): boolean =>
  Math.abs(deviation) >= WILD_SPREADS * scale && Math.abs(deviation) >= WILD_EFFECT * leastEffect(tuning, expected);

function countSpike({ n }: DatastreamState, time: number): void {
  const since = time - n[S.spikeTime];
  n[S.spikes] = 1 + (Number.isNaN(since) ? 0 : n[S.spikes] * Math.exp(-since / FADE_MS));
  n[S.spikeTime] = time;
}

function endSpikes(
  state: DatastreamState,
  context: DatastreamContext,
  time: number,
  interval: number,
  changes: AnomalyChange[],
): void {
  const code = openPattern(state);
  if (code !== 'spiky' && code !== 'jumped-up') return;
  const last = state.n[S.spikeTime];
  if (time - last < Math.max(QUIET_MS, QUIET_REPORTS * interval)) return;
  endPattern(state, context, time, Math.max(last, state.n[slotAt(SLOTS.pattern) + A.start]), changes);
}

/** What a reading is compared with: its hour, or the last minutes while the hour is not known; null while neither is. */
function usualOf(state: DatastreamState, moment: Moment): { readonly expected: number; readonly scale: number } | null {
  const { n } = state;
  const { prediction, level, step, elapsed, interval, tuning } = moment;
  if (prediction.ready) return { expected: prediction.base + level, scale: scaleOf(state, prediction, step, elapsed) };
  if (n[S.fastCount] < FAST_WARM || elapsed > 10 * interval) return null;
  const scale = Math.max(n[S.fastSpread], 1.5 * step, leastEffect(tuning, n[S.fast]) / 8);
  return { expected: n[S.fast], scale };
}

/** True while wild readings keep coming: one alone then says nothing new. */
export const isSpiky = (state: DatastreamState): boolean =>
  isOpen(state, SLOTS.pattern) && openPattern(state) === 'spiky';
