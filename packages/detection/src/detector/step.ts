import { OBSERVED_PROPERTIES, QUALITY } from '@citywatch/contracts';
import type { AnomalyChange, DatastreamContext, DetectionSettings, Sample } from './context.js';
import { learnHoles } from './holes.js';
import { levelAt, learnProfile, type Moment } from './learning.js';
import type { OffsetAt } from '../local-time.js';
import { holidaysOf, type HolidayOn } from '../holidays.js';
import { levelAfter, predict, scaleOf } from './profile.js';
import { learnRange, ownFlags } from './quality-flags.js';
import { clearGap, countRun, raiseGap, stepRange } from './quality-detectors.js';
import { isKnown } from './slots.js';
import { S, SLOTS, type DatastreamState } from './state.js';
import { deviationOf } from './tail.js';
import { stepSlow } from './slow-part.js';
import { stepSpikes } from './spikes.js';
import { tuningOf } from './tuning.js';
import { stepValue } from './value-detector.js';

/** A longer hole in a back-fill starts its level anew; what its first observation then stands for. */
const BACKFILL_BREAK_MS = 10_800_000;
const FIRST_BACKFILL_MS = 60_000;

const NO_HOLIDAYS = holidaysOf('none');
const NONE: readonly AnomalyChange[] = [];

/**
 * Takes one observation: changes the state, answers the anomalies that it raised, made worse or ended, mostly none.
 * Only observations newer than all before them are judged. Older ones never alarm and never reorder: what says that it is a
 * back-fill, or is older than `lateMs`, teaches the profile; the rest may be duplicates and changes nothing. The same observations from the same state always give the
 * same answers.
 */
export function step(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  sample: Sample,
): readonly AnomalyChange[] {
  const { n } = state;
  const { time, result, quality } = sample;
  const { backfill = false } = sample;
  if (backfill || time <= n[S.time]) {
    if (quality === 0 && (backfill || time < n[S.time] - settings.lateMs)) teachBackfill(state, settings, sample);
    return NONE;
  }
  const changes: AnomalyChange[] = [];
  const elapsed = time - n[S.time];
  raiseGap(state, context, settings, time - settings.gapGraceMs, changes);
  clearGap(state, context, time, changes);
  if (context.watchGap && n[S.interval] > 0) learnHoles(state, elapsed, Math.max(context.interval, n[S.interval]));
  learnInterval(state, elapsed);
  n[S.count]++;
  n[S.live] = sample.live ? 1 : 0;
  const flags = quality | ownFlags(state, result);
  n[S.quality] = flags;
  n[S.found] = flags & ~quality;
  const interval = Math.max(context.interval, n[S.interval]);
  const moment = momentOf(state, settings, time, result, elapsed, n[S.level], interval);
  if (stepRange(state, context, settings, time, result, flags, interval, changes))
    stepSpikes(state, context, settings, moment, true, changes);
  else {
    countRun(state, context, moment, changes);
    if (flags !== 0) stepValue(state, context, settings, moment, true, changes);
    else judgeValue(state, context, settings, moment, changes);
    n[S.result] = result;
  }
  if (isKnown(state, SLOTS.stuck)) n[S.found] |= QUALITY.stuck;
  n[S.time] = time;
  return changes.length === 0 ? NONE : changes;
}

/** The detectors of an unflagged reading. */
function judgeValue(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  moment: Moment,
  changes: AnomalyChange[],
): void {
  const spike = stepSpikes(state, context, settings, moment, false, changes);
  const quiet = isKnown(state, SLOTS.stuck) || isKnown(state, SLOTS.range);
  stepValue(state, context, settings, moment, quiet, changes);
  stepSlow(state, context, settings, moment, !spike && !quiet && !isKnown(state, SLOTS.value), changes);
  if (!spike) learnRange(state, moment.result);
}

/** Finds silence without any message: by the wall clock `now` (ms), while everything that was sent has been read. */
export function tick(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  now: number,
): readonly AnomalyChange[] {
  if (state.n[S.live] === 0) return NONE;
  const changes: AnomalyChange[] = [];
  raiseGap(state, context, settings, now, changes);
  return changes.length === 0 ? NONE : changes;
}

/** What is expected at a time, with the band that one in a thousand leaves; null while learning. */
export function expectedAt(
  state: DatastreamState,
  time: number,
  offsetAt: OffsetAt,
  holidayOn: HolidayOn = NO_HOLIDAYS,
): { readonly expected: number; readonly low: number; readonly high: number } | null {
  const { n } = state;
  const prediction = predict(state, time, { offsetAt, holidayOn });
  if (!prediction.ready || Number.isNaN(prediction.base)) return null;
  // Away from the newest observation, on either side, its level says less and less.
  const away = Math.abs(time - n[S.time]);
  const property = OBSERVED_PROPERTIES[n[S.property]];
  const expected = prediction.base + (Number.isNaN(away) ? 0 : levelAfter(n[S.level], away));
  const half = scaleOf(state, prediction, property.step, Number.isNaN(away) ? Infinity : away) * deviationOf(state, 3);
  const [min, max] = property.plausible;
  const within = (value: number) => Math.min(max, Math.max(min, value));
  return { expected: within(expected), low: within(expected - half), high: within(expected + half) };
}

/** The back-fill lane has its own clock and level; where it jumps back (newest day first) it starts again. */
function teachBackfill(state: DatastreamState, settings: DetectionSettings, { time, result }: Sample): void {
  const { n } = state;
  const since = time - n[S.backTime];
  if (since <= 0 && since > -settings.lateMs) return;
  const elapsed = since > 0 && since < BACKFILL_BREAK_MS ? since : NaN;
  const moment = momentOf(state, settings, time, result, elapsed, n[S.backLevel], FIRST_BACKFILL_MS);
  n[S.backLevel] = learnProfile(state, moment);
  n[S.backTime] = time;
}

function momentOf(
  state: DatastreamState,
  settings: DetectionSettings,
  time: number,
  result: number,
  elapsed: number,
  level: number,
  interval: number,
): Moment {
  const property = state.n[S.property];
  return {
    time,
    result,
    elapsed,
    interval,
    step: OBSERVED_PROPERTIES[property].step,
    tuning: tuningOf(property),
    prediction: predict(state, time, settings),
    level: levelAt(level, elapsed),
  };
}

/** Typical time between two observations; one gap counts as four intervals, so that it does not hide the next. */
function learnInterval(state: DatastreamState, elapsed: number): void {
  const { n } = state;
  if (Number.isNaN(elapsed)) return;
  const known = n[S.interval];
  if (known === 0) n[S.interval] = elapsed;
  else n[S.interval] += (Math.min(elapsed, 4 * known) - known) / 20;
}
