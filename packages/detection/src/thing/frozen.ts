import { OBSERVED_PROPERTIES, QUALITY } from '@citywatch/contracts';
import { SLOW_MS, raiseLevel, type AnomalyChange, type DetectionSettings } from '../detector/context.js';
import { predict } from '../detector/profile.js';
import { isKnown, noteRaised, openSlot } from '../detector/slots.js';
import { S, SLOTS, isOpen, type DatastreamState } from '../detector/state.js';
import type { Lane } from './lane.js';

const MINOR = 1;
/** Repeats needed of one Datastream whatever the odds, of fast and slow sensors, and decades rarer than its longest run ever. */
const LEAST_RUN = 12;
const LEAST_SLOW_RUN = 3;
const BEYOND_LONGEST = 1.3;
/** Repeats needed where all readings of a Thing repeat together. */
const LEAST_JOINT_RUN = 2;
/** Decades above the raise level: repeats are not as independent as their odds pretend. */
const EXTRA_DECADES = 1.5;
/** And more where other readings of the same Thing move on: then it is one channel that stands still, or chance. */
const ALONE_DECADES = 2;
/** Observations before repeats are understood. */
const REPEATS_WARM = 300;
/** Noise of a sensor whose hours are not known yet, as a share of its reading. */
const NOISE_SHARE = 0.03;
/** Steps that a spread must be for repeats to mean anything. */
const RESOLVED = 1.25;

interface Run {
  readonly lane: Lane;
  /** Repeats so far, and the decades of each. */
  readonly run: number;
  readonly decades: number;
}

/**
 * Runs of one value against how probable repeats are for this Datastream, which its own short runs and its resolution tell.
 * Readings of one Thing that stand still together are added up; one alone, beside others that move, must be rarer.
 * @param lanes the Datastreams that have just been judged, so that their runs are known
 */
export function stepFrozen(
  lanes: readonly Lane[],
  settings: DetectionSettings,
  time: number,
  changes: AnomalyChange[],
): void {
  if (lanes.every(({ state }) => state.n[S.run] < LEAST_JOINT_RUN)) return;
  const runs = lanes.flatMap((lane) => runOf(lane, settings, time) ?? []);
  const frozen = runs.filter(({ run }) => run >= LEAST_JOINT_RUN);
  const together = frozen.length === runs.length && frozen.length > 1;
  const least = Math.min(...frozen.map(({ run }) => run));
  const joint = frozen.reduce((sum, { decades }) => sum + least * decades, 0);
  for (const item of frozen) {
    const { lane, run, decades } = item;
    const { n } = lane.state;
    const interval = Math.max(lane.context.interval, n[S.interval]);
    const level = raiseLevel(settings, interval, lane.context.shift) + EXTRA_DECADES;
    const own = run * decades;
    const longEnough = time - n[S.runTime] >= settings.stuckMs && !isOpen(lane.state, SLOTS.stuck);
    if (!longEnough || isKnown(lane.state, SLOTS.value)) continue;
    if (together && joint >= level) raise(item, settings, joint, time, changes);
    else if (own >= level + (runs.length > frozen.length ? ALONE_DECADES : 0) && isLong(item, interval))
      raise(item, settings, own, time, changes);
  }
}

/** Null where a repeat says nothing: too new, hardly resolved, or at the end of its scale or of what it has ever read. */
function runOf(lane: Lane, settings: DetectionSettings, time: number): Run | null {
  const { n } = lane.state;
  if (n[S.count] < REPEATS_WARM) return null;
  const { plausible, step: declared } = OBSERVED_PROPERTIES[n[S.property]];
  // Many a sensor tells less than its kind could: halves, whole numbers, tens.
  const step = Math.max(declared, n[S.grain]);
  // No car, no sun, no wind: there it repeats for good reasons, and the seasonal detector judges.
  const result = n[S.result];
  const [low, high] = plausible;
  if (result <= Math.max(low, n[S.lowest] + 2 * step) || result >= Math.min(high, n[S.highest] - 2 * step)) return null;
  const odds = repeatOdds(lane.state, settings, time, step);
  return odds === 1 ? null : { lane, run: n[S.run], decades: -Math.log10(odds) };
}

/**
 * Odds that a healthy sensor repeats its last value: what it usually does, and at least what its resolution forces. Two
 * readings of spread s in steps of q are the same with about q / (2 √π s); where the spread is hardly a step, repeats say nothing.
 */
function repeatOdds(state: DatastreamState, settings: DetectionSettings, time: number, step: number): number {
  const { n } = state;
  const { ready, spread: usual } = predict(state, time, settings);
  const guess = NOISE_SHARE * Math.abs(n[S.result]);
  // A first day that is a holiday teaches no hours, and so no spread.
  const spread = ready ? usual : n[S.spreadCount] > 0 ? Math.min(n[S.spread], guess) : guess;
  if (spread < RESOLVED * step) return 1;
  const forced = step / (2 * Math.sqrt(Math.PI) * spread);
  return Math.min(0.995, Math.max(0.01, n[S.repeat], forced));
}

/** Whether a run is longer than its sensor has had for good reasons. */
function isLong({ lane, run, decades }: Run, interval: number): boolean {
  const longest = lane.state.n[S.longestRun] + BEYOND_LONGEST / decades;
  return run >= Math.max(interval >= SLOW_MS ? LEAST_SLOW_RUN : LEAST_RUN, longest);
}

function raise(
  { lane: { state, context }, run }: Run,
  settings: DetectionSettings,
  decades: number,
  time: number,
  changes: AnomalyChange[],
): void {
  const since = state.n[S.runTime];
  const score = Math.min(12, decades);
  const values = {
    start: since,
    severity: MINOR,
    score,
    observed: state.n[S.result],
    expected: time - since,
    low: NaN,
    high: NaN,
    kind: run + 1,
  };
  openSlot(state, SLOTS.stuck, values, { channels: [['repeats', score]], deviation: NaN });
  noteRaised(state, context, settings, SLOTS.stuck, time, changes);
  if (isKnown(state, SLOTS.stuck)) state.n[S.found] |= QUALITY.stuck;
}
