import { OBSERVED_PROPERTIES } from '@citywatch/contracts';
import { raiseLevel, type AnomalyChange, type DatastreamContext, type DetectionSettings } from '../detector/context.js';
import type { Step } from '../detector/drift.js';
import { READY_HOURS } from '../detector/profile.js';
import { endSlot, isKnown, noteRaised, noteWorse, openSlot } from '../detector/slots.js';
import { A, S, SLOTS, isOpen, slotAt, type DatastreamState } from '../detector/state.js';
import { leastEffect, severityOfEffect } from '../detector/tuning.js';
import { expectationAt } from './expectation.js';
import { follow, type Concern, type Followed, type ForecastVerdict, type LaneStep } from './follow.js';

/** The forecast's part of a step of five minutes, or of the sensor's interval; after all other detectors have seen it. */
export function stepForecast(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  step: Step,
  at: number,
  changes: AnomalyChange[],
): void {
  const { live, shadow } = settings.forecast;
  if ((live === null && shadow === null) || step.tuning.side === null) return;
  const laneStep = laneStepOf(state, settings, step, at);
  // A drift is no reason to look away: the network follows it, and says so when it is asked.
  const mute = isKnown(state, SLOTS.pattern);
  const concern = concernOf(step, settings, context, step.tuning.side, mute);
  const quiet = isWrong(state);
  if (live !== null) {
    const followed = follow(state.lane, live, live.model, laneStep, concern, quiet);
    say(state, context, settings, laneStep, followed, live.model, changes);
  }
  if (shadow !== null) {
    const { change } = follow(shadow.laneOf(state), shadow.pool, shadow.pool.model, laneStep, concern, quiet);
    if (change === 'raised' && !isOpen(state, SLOTS.forecast)) shadow.said('alone');
  }
}

const isWrong = (state: DatastreamState): boolean =>
  isKnown(state, SLOTS.value) || isKnown(state, SLOTS.stuck) || isKnown(state, SLOTS.range);

function laneStepOf(state: DatastreamState, settings: DetectionSettings, step: Step, at: number): LaneStep {
  const { time, interval: stepMs, mean: value, resolution } = step;
  const now = expectationAt(state, time, settings);
  const next = expectationAt(state, time + stepMs, settings);
  return { time, stepMs, value, resolution, now, next, start: Math.min(at, time), at };
}

function concernOf(
  { interval, tuning }: Step,
  settings: DetectionSettings,
  context: DatastreamContext,
  side: -1 | 0 | 1,
  mute: boolean,
): Concern {
  // The network alone must be surer than detectors that share the budget: as a second opinion it is worth more.
  const raise = raiseLevel(settings, interval, context.shift) + settings.extremeDecades;
  return {
    side,
    least: (expected) => leastEffect(tuning, expected),
    regimeMs: tuning.regimeMs,
    raise,
    atOnce: raise + settings.extremeDecades,
    mute,
    readyHours: READY_HOURS,
  };
}

function say(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  { value, at, now }: LaneStep,
  { change, verdict, time, accepted }: Followed,
  model: number,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  const base = slotAt(SLOTS.forecast);
  const open = isOpen(state, SLOTS.forecast);
  if (change === 'cleared' && open) {
    // It has lasted so long that it is the new normal: the level, which stood still meanwhile, starts from here.
    if (accepted && !Number.isNaN(now.base)) n[S.level] = value - now.base;
    endSlot(state, context, SLOTS.forecast, at, Math.max(time, n[base + A.start]), changes);
  }
  if (verdict === null || (change !== 'raised' && change !== 'lasting')) return;
  const severity = severityOfEffect(verdict.effect);
  const worse = open && severity > n[base + A.severity];
  if (open && !worse && verdict.score <= n[base + A.score]) return;
  const start = open ? n[base + A.start] : time;
  const kept = open ? Math.max(severity, n[base + A.severity]) : severity;
  openSlot(state, SLOTS.forecast, valuesOf(state, verdict, value, start, kept, model), {
    channels: [['network', verdict.score]],
    deviation: NaN,
  });
  if (!open) noteRaised(state, context, settings, SLOTS.forecast, at, changes);
  else if (worse) noteWorse(state, context, SLOTS.forecast, at, changes);
}

function valuesOf(
  state: DatastreamState,
  { score, expected, low, high }: ForecastVerdict,
  observed: number,
  start: number,
  severity: number,
  kind: number,
): Parameters<typeof openSlot>[2] {
  const [min, max] = OBSERVED_PROPERTIES[state.n[S.property]].plausible;
  return { start, severity, score, observed, expected, low: Math.max(min, low), high: Math.min(max, high), kind };
}
