import { OBSERVED_PROPERTIES, QUALITY } from '@citywatch/contracts';
import { SLOW_MS, type AnomalyChange, type DatastreamContext, type DetectionSettings } from './context.js';
import { silenceIntervals } from './holes.js';
import type { Moment } from './learning.js';
import { endSlot, noteRaised, openSlot } from './slots.js';
import { A, S, SLOTS, isOpen, slotAt, type DatastreamState } from './state.js';

/** Flags by which a message says of itself that its value is no measurement. */
const NOT_A_MEASUREMENT = QUALITY.outOfRange | QUALITY.errorCode;
const INFO = 0;
/** Repeats up to which a run teaches how probable repeats are: a stuck sensor must not make being stuck probable. */
const TEACHING_RUN = 5;
/** A run that ends by so many of the sensor's own steps at most was no standstill: what stood still comes back elsewhere. */
const NEXT_STEP = 1.5;
/** How fast the least change is forgotten, a share for each change, so that one odd digit does not stay for good. */
const GRAIN_FORGETS = 0.0005;

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

/** Counts how often one value came in a row; who judges the run also knows the Thing's other readings. */
export function countRun(
  state: DatastreamState,
  context: DatastreamContext,
  { time, result }: Moment,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  const repeats = result === n[S.result];
  if (repeats) n[S.run]++;
  else {
    const change = Math.abs(result - n[S.result]);
    learnGrain(state, change);
    const open = isOpen(state, SLOTS.stuck);
    if (open) {
      endSlot(state, context, SLOTS.stuck, time, time, changes);
      // The last minutes' level is from before the run: no jump is judged against it.
      n[S.fastCount] = 0;
    }
    if (!open || change <= NEXT_STEP * n[S.grain]) n[S.longestRun] = Math.max(n[S.longestRun] * 0.9998, n[S.run]);
    n[S.run] = 0;
    n[S.runTime] = time;
  }
  if (n[S.run] <= TEACHING_RUN) n[S.repeat] += ((repeats ? 1 : 0) - n[S.repeat]) / 300;
}

function learnGrain({ n }: DatastreamState, change: number): void {
  if (Number.isNaN(change)) return;
  n[S.grain] = Number.isNaN(n[S.grain]) ? change : Math.min(change, n[S.grain] * (1 + GRAIN_FORGETS));
}

/** ms after the newest observation at which silence is an anomaly. */
function gapAfter(state: DatastreamState, context: DatastreamContext, settings: DetectionSettings): number {
  const interval = Math.max(context.interval, state.n[S.interval]);
  return silenceIntervals(state, settings, interval) * interval;
}

/** Time after which a Datastream that stays silent is a gap, the grace for the way here included, ms; NaN before its first observation. */
export const silentFrom = (state: DatastreamState, context: DatastreamContext, settings: DetectionSettings): number =>
  lastHeard(state) + gapAfter(state, context, settings) + settings.gapGraceMs;

/** Its newest observation, or the last report whose clock was wrong: a Thing that speaks is not silent. */
const lastHeard = ({ n }: DatastreamState): number => (n[S.heard] > n[S.time] ? n[S.heard] : n[S.time]);

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
  // Nearly always: what is usual for this sensor need not be worked out.
  if (now <= lastHeard(state) + settings.gapIntervals * interval) return;
  const silence = gapAfter(state, context, settings);
  const deadline = lastHeard(state) + silence;
  if (now <= deadline + settings.gapGraceMs) return;
  const start = lastHeard(state) + interval;
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
