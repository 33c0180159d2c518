import { hash64 } from '../hash.js';
import {
  CLEAR_SHARE,
  raiseLevel,
  type AnomalyChange,
  type DatastreamContext,
  type DetectionSettings,
} from './context.js';
import { bankVerdict, keepVoice } from './bank-verdict.js';
import { acceptDrift, judgeDrift, restartDrift, type Step } from './drift.js';
import type { Moment } from './learning.js';
import { stepForecast } from '../forecast/forecast-detector.js';
import { endPattern, openPattern, sayPattern, type PatternCode, type StepVerdict } from './pattern.js';
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
  const { n } = state;
  state.slowChanged = true;
  const known = [SLOTS.value, SLOTS.stuck, SLOTS.range, SLOTS.consistency].some((slot) => isKnown(state, slot));
  const open = openPattern(state);
  const local = step.time + settings.offsetAt(step.time);
  const learns = !known && open === null && !isKnown(state, SLOTS.forecast);
  const bank = state.bank.step(local, dayTypeAt(state, local, settings.holidayOn), step.mean, learns);
  keepVoice(state, bank);
  if (known) {
    restartDrift(state);
    n[S.patternPending] = 0;
  }
  const level = raiseLevel(settings, step.interval, context.shift);
  const drift = judgeDrift(state, settings, step, learns && n[S.patternPending] === 0);
  const other = bankVerdict(step, bank, drift);
  if (open === null && !known) {
    const verdict = [drift, other].find((one) => one !== null && one.score >= level && one.effect >= 1) ?? null;
    consider(state, context, settings, step, verdict, at, changes);
  } else if (open !== null && !isSpikeCode(open))
    follow(state, context, settings, step, isDriftCode(open) ? drift : other, level, at, changes);
  stepForecast(state, context, settings, step, at, changes);
}

const isDriftCode = (code: PatternCode): boolean => code === 'drifting-up' || code === 'drifting-down';
const isSpikeCode = (code: PatternCode): boolean => code === 'spiky' || code === 'jumped-up';

/** Raises what has been found in two steps in a row. */
function consider(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  step: Step,
  verdict: StepVerdict | null,
  at: number,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  if (verdict === null) {
    n[S.patternPending] = 0;
    return;
  }
  if (n[S.patternPending]++ === 0) n[S.patternTime] = step.time;
  if (n[S.patternPending] < RAISE_STEPS) return;
  n[S.patternPending] = 0;
  sayPattern(state, context, settings, n[S.patternTime], at, verdict, changes);
}

/** Ends a pattern after two steps below half the level, or when it has lasted so long that it is what is normal now. */
function follow(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  step: Step,
  verdict: StepVerdict | null,
  level: number,
  at: number,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  const start = n[slotAt(SLOTS.pattern) + A.start];
  if (step.time - start > step.tuning.regimeMs) {
    acceptDrift(state);
    endPattern(state, context, at, step.time, changes);
  } else if (verdict !== null && verdict.score >= CLEAR_SHARE * level && verdict.effect >= CLEAR_SHARE) {
    n[S.patternCalm] = 0;
    sayPattern(state, context, settings, start, at, verdict, changes);
  } else {
    if (n[S.patternCalm]++ === 0) n[S.patternCalmTime] = Math.max(start, step.time);
    if (n[S.patternCalm] >= CALM_STEPS) endPattern(state, context, at, n[S.patternCalmTime], changes);
  }
}
