import { hash64 } from '../hash.js';
import { raiseLevel, type AnomalyChange, type DatastreamContext, type DetectionSettings } from './context.js';
import { acceptDrift, judgeDrift, restartDrift, type DriftVerdict, type Step } from './drift.js';
import type { Moment } from './learning.js';
import { stepForecast } from '../forecast/forecast-detector.js';
import { endPattern, openPattern, sayPattern } from './pattern.js';
import { dayTypeAt } from './profile.js';
import { isKnown } from './slots.js';
import { A, S, SLOTS, slotAt, type DatastreamState } from './state.js';

/** A step is the mean of this long; sensors that hardly report more often make one of each reading. */
const STEP_MS = 300_000;
const EACH_MS = 240_000;
/** Steps in a row that raise and end a drift. */
const RAISE_STEPS = 2;
const CALM_STEPS = 2;

/** Gathers readings into steps by time, and judges each step when the first reading after it comes. */
export function stepSlow(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  moment: Moment,
  counted: boolean,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  const { time, result, interval, step: resolution, tuning } = moment;
  if (interval >= EACH_MS) {
    if (counted)
      judgeStep(state, context, settings, { time, mean: result, interval, resolution, tuning }, time, changes);
    return;
  }
  // Things begin their steps at different times: else all of a city would be judged, and saved, at once.
  if (Number.isNaN(n[S.phase])) n[S.phase] = parseInt(hash64(context.thing).slice(0, 8), 16) % STEP_MS;
  const bucket = Math.floor((time + n[S.phase]) / STEP_MS);
  if (bucket !== n[S.bucket]) {
    if (n[S.bucketCount] > 0) {
      const middle = (n[S.bucket] + 0.5) * STEP_MS - n[S.phase];
      const mean = n[S.bucketSum] / n[S.bucketCount];
      judgeStep(state, context, settings, { time: middle, mean, interval: STEP_MS, resolution, tuning }, time, changes);
    }
    n[S.bucket] = bucket;
    n[S.bucketSum] = 0;
    n[S.bucketCount] = 0;
  }
  if (isKnown(state, SLOTS.value)) {
    // An incident's readings must not be taken for a drift that begins when it ends.
    n[S.bucketSum] = 0;
    n[S.bucketCount] = 0;
  }
  if (!counted) return;
  n[S.bucketSum] += result;
  n[S.bucketCount]++;
}

function judgeStep(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  step: Step,
  at: number,
  changes: AnomalyChange[],
): void {
  state.slowChanged = true;
  judgePattern(state, context, settings, step, at, changes);
  stepForecast(state, context, settings, step, at, changes);
}

function judgePattern(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  step: Step,
  at: number,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  const known = isKnown(state, SLOTS.value) || isKnown(state, SLOTS.stuck) || isKnown(state, SLOTS.range);
  const open = openPattern(state);
  const drifting = open === 'drifting-up' || open === 'drifting-down';
  const local = step.time + settings.offsetAt(step.time);
  state.bank.step(local, dayTypeAt(state, local, settings.holidayOn), step.mean, !known && open === null);
  if (known) {
    restartDrift(state);
    n[S.patternPending] = 0;
  }
  const level = raiseLevel(settings, step.interval, context.shift);
  const suspicious = n[S.patternPending] > 0;
  const verdict = judgeDrift(state, settings, step, !known && open === null && !suspicious);
  if (verdict === null) return;
  if (drifting) followDrift(state, context, settings, step, verdict, level, at, changes);
  else if (!known && open === null) considerDrift(state, context, settings, step, verdict, level, at, changes);
}

function considerDrift(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  step: Step,
  verdict: DriftVerdict,
  level: number,
  at: number,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  if (verdict.score < level || verdict.effect < 1) {
    n[S.patternPending] = 0;
    return;
  }
  if (n[S.patternPending]++ === 0) n[S.patternTime] = step.time;
  if (n[S.patternPending] < RAISE_STEPS) return;
  n[S.patternPending] = 0;
  sayPattern(state, context, settings, n[S.patternTime], at, verdict, changes);
}

function followDrift(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  step: Step,
  verdict: DriftVerdict,
  level: number,
  at: number,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  const start = n[slotAt(SLOTS.pattern) + A.start];
  if (step.time - start > step.tuning.regimeMs) {
    acceptDrift(state);
    endPattern(state, context, at, step.time, changes);
    return;
  }
  if (verdict.score >= level / 2 && verdict.effect >= 0.5) {
    n[S.patternCalm] = 0;
    sayPattern(state, context, settings, start, at, verdict, changes);
    return;
  }
  if (n[S.patternCalm]++ === 0) n[S.patternCalmTime] = Math.max(start, step.time);
  if (n[S.patternCalm] >= CALM_STEPS) endPattern(state, context, at, n[S.patternCalmTime], changes);
}
