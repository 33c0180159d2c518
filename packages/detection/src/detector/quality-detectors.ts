import { OBSERVED_PROPERTIES, QUALITY } from '@citywatch/contracts';
import { SLOW_MS, raiseLevel, type AnomalyChange, type DatastreamContext, type DetectionSettings } from './context.js';
import type { Moment } from './learning.js';
import { endSlot, isKnown, noteRaised, openSlot } from './slots.js';
import { A, S, SLOTS, isOpen, slotAt, type DatastreamState } from './state.js';

/** Flags by which a message says of itself that its value is no measurement. */
const NOT_A_MEASUREMENT = QUALITY.outOfRange | QUALITY.errorCode;
const INFO = 0;
const MINOR = 1;

/** Repeats needed whatever the odds, and decades rarer than the longest run ever seen. */
const LEAST_RUN = 12;
const LEAST_SLOW_RUN = 3;
const BEYOND_LONGEST = 1.3;
/** Decades above the raise level: repeats are not as independent as their odds pretend. */
const EXTRA_DECADES = 1.5;
/** Observations before repeats are understood. */
const REPEATS_WARM = 300;
/** Noise of a sensor whose hours are not known yet, as a share of its reading. */
const NOISE_SHARE = 0.03;
/** Steps that a spread must be for repeats to mean anything. */
const RESOLVED = 1.25;

/** True where the observation is flagged: it then feeds no other detector. */
export function stepRange(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  time: number,
  result: number,
  quality: number,
  interval: number,
  changes: AnomalyChange[],
): boolean {
  const { n } = state;
  const flagged = (quality & NOT_A_MEASUREMENT) !== 0;
  const open = isOpen(state, SLOTS.range);
  if (flagged) {
    // One bad value is a hiccup, of a slow sensor five minutes lost; two in a row are an anomaly that began with the first.
    if (n[S.flagged] <= 0) n[S.flaggedTime] = time;
    n[S.flagged] = Math.max(1, n[S.flagged] + 1);
    if (!open && n[S.flagged] >= (interval >= SLOW_MS ? 1 : 2)) {
      const [low, high] = OBSERVED_PROPERTIES[n[S.property]].plausible;
      const values = {
        start: n[S.flaggedTime],
        severity: INFO,
        score: 6,
        observed: result,
        expected: NaN,
        low,
        high,
        kind: 0,
      };
      openSlot(state, SLOTS.range, values, null);
      noteRaised(state, context, settings, SLOTS.range, time, changes);
    }
    return true;
  }
  if (!open) n[S.flagged] = 0;
  else {
    if (n[S.flagged] > 0) {
      n[S.flagged] = 0;
      n[S.flaggedTime] = time;
    }
    if (--n[S.flagged] <= -3) {
      endSlot(state, context, SLOTS.range, time, n[S.flaggedTime], changes);
      n[S.flagged] = 0;
    }
  }
  return false;
}

/** Runs of one value against how probable a repeat is for this Datastream, learnt from its own short runs. */
export function stepStuck(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  moment: Moment,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  const { time, result, interval, step } = moment;
  const repeats = result === n[S.result];
  if (!repeats) {
    if (isOpen(state, SLOTS.stuck)) {
      endSlot(state, context, SLOTS.stuck, time, time, changes);
      // The last minutes' level is from before the run: no jump is judged against it.
      n[S.fastCount] = 0;
    } else n[S.longestRun] = Math.max(n[S.longestRun] * 0.9998, n[S.run]);
    n[S.run] = 0;
    n[S.runTime] = time;
  } else n[S.run]++;
  // Long runs do not teach: a stuck sensor must not make being stuck probable.
  if (n[S.run] <= 5) n[S.repeat] += ((repeats ? 1 : 0) - n[S.repeat]) / 300;
  if (!repeats || isOpen(state, SLOTS.stuck) || isKnown(state, SLOTS.value) || n[S.count] < REPEATS_WARM) return;
  const odds = repeatOdds(state, moment);
  const score = n[S.run] * -Math.log10(odds);
  if (score < raiseLevel(settings, interval, context.shift) + EXTRA_DECADES) return;
  const [low, high] = OBSERVED_PROPERTIES[n[S.property]].plausible;
  // At the end of its scale, or of what it has ever read (no car, no sun, no wind), a sensor repeats for good reasons; the seasonal detector judges those.
  if (result <= Math.max(low, n[S.lowest] + 2 * step) || result >= Math.min(high, n[S.highest] - 2 * step)) return;
  const least = Math.max(
    interval >= SLOW_MS ? LEAST_SLOW_RUN : LEAST_RUN,
    n[S.longestRun] + BEYOND_LONGEST / -Math.log10(odds),
  );
  if (n[S.run] < least || time - n[S.runTime] < settings.stuckMs) return;
  const values = {
    start: n[S.runTime],
    severity: MINOR,
    score: Math.min(12, score),
    observed: result,
    expected: time - n[S.runTime],
    low: NaN,
    high: NaN,
    kind: n[S.run] + 1,
  };
  openSlot(state, SLOTS.stuck, values, { channels: [['repeats', values.score]], deviation: NaN });
  noteRaised(state, context, settings, SLOTS.stuck, time, changes);
}

/**
 * Odds that a healthy sensor repeats its last value: what it usually does, and at least what its resolution forces. Two
 * readings of spread s in steps of q are the same with about q / (2 √π s); where the spread is hardly a step, repeats say nothing.
 */
function repeatOdds(state: DatastreamState, { prediction, result, step }: Moment): number {
  const { n } = state;
  const spread = prediction.ready ? prediction.spread : Math.min(n[S.spread], NOISE_SHARE * Math.abs(result));
  if (spread < RESOLVED * step) return 1;
  const forced = step / (2 * Math.sqrt(Math.PI) * spread);
  return Math.min(0.995, Math.max(0.01, n[S.repeat], forced));
}

/** ms after the newest observation at which silence is an anomaly. */
const gapAfter = (state: DatastreamState, context: DatastreamContext, settings: DetectionSettings): number =>
  settings.gapIntervals * Math.max(context.interval, state.n[S.interval]);

/** Time after which a Datastream that stays silent is a gap, the grace for the way here included, ms; NaN before its first observation. */
export const silentFrom = (state: DatastreamState, context: DatastreamContext, settings: DetectionSettings): number =>
  state.n[S.time] + gapAfter(state, context, settings) + settings.gapGraceMs;

/**
 * Raises a gap where the Datastream has been silent too long by `now`. Start and event time derive from the observation
 * before it, so that it makes no difference who notices first: a clock's tick or the observation that ends it.
 */
export function raiseGap(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  now: number,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  if (!context.watchGap || Number.isNaN(n[S.time]) || isOpen(state, SLOTS.gap)) return;
  const interval = Math.max(context.interval, n[S.interval]);
  const deadline = n[S.time] + gapAfter(state, context, settings);
  if (now <= deadline + settings.gapGraceMs) return;
  const silence = gapAfter(state, context, settings);
  const start = n[S.time] + interval;
  const values = {
    start,
    severity: INFO,
    score: 6,
    observed: NaN,
    expected: interval,
    low: NaN,
    high: NaN,
    kind: silence,
  };
  openSlot(state, SLOTS.gap, values, null);
  noteRaised(state, context, settings, SLOTS.gap, deadline, changes);
}

/** An observation ends the silence. */
export function clearGap(
  state: DatastreamState,
  context: DatastreamContext,
  time: number,
  changes: AnomalyChange[],
): void {
  if (!isOpen(state, SLOTS.gap)) return;
  const start = state.n[slotAt(SLOTS.gap) + A.start];
  endSlot(state, context, SLOTS.gap, time, Math.max(time, start), changes);
}
