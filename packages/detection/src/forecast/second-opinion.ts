import type { DetectionSettings } from '../detector/context.js';
import type { Moment } from '../detector/learning.js';
import type { DatastreamState } from '../detector/state.js';
import type { ForecastLane } from './lane.js';
import { surpriseAt } from './opinion.js';
import type { ForecastPool } from './pool.js';

/** Steps of fast sensors, ms; of those that hardly report more often, each reading is one. */
const STEP_MS = 300_000;
const EACH_MS = 240_000;
/** A network that thought the last quarter of an hour no rarer than one in 300 saw it coming. */
const FORESEEN = 2.5;
/** But from so many times the least effect on people are told, foreseen or not. */
const FORESEEN_EFFECT = 3;

export interface SecondOpinion {
  /** The network expected this: weather, a busy evening, a reading on its way back. */
  readonly foreseen: boolean;
  /** The network, too, finds it rare enough to raise: one reading is enough. */
  readonly agrees: boolean;
}

const NONE: SecondOpinion = { foreseen: false, agrees: false };

/**
 * What the learned forecaster says of a reading that is too rare for its hour and kind of day. None while there is no
 * forecaster or its kind runs in shadow.
 * @param effect the deviation as a multiple of the least one worth an alarm
 * @param raise rarity that raises
 */
export function secondOpinion(
  { lane }: DatastreamState,
  settings: DetectionSettings,
  moment: Moment,
  effect: number,
  raise: number,
): SecondOpinion {
  const { live } = settings.forecast;
  if (live === null || !settings.detectors.has('forecast')) return NONE;
  return opinionOf(lane, live, moment, effect, raise) ?? NONE;
}

/** Lets the model on trial say what it thinks of an anomaly that is raised. */
export function askShadow(
  state: DatastreamState,
  { forecast: { shadow } }: DetectionSettings,
  moment: Moment,
  effect: number,
  raise: number,
): void {
  if (shadow === null) return;
  const opinion = opinionOf(shadow.laneOf(state), shadow.pool, moment, effect, raise);
  if (opinion !== null) shadow.said(opinion.foreseen ? 'held-back' : 'agreed');
}

function opinionOf(
  lane: ForecastLane,
  pool: ForecastPool,
  { time, result, interval, tuning: { side } }: Moment,
  effect: number,
  raise: number,
): SecondOpinion | null {
  if (side === null) return null;
  const each = interval >= EACH_MS;
  const surprise = surpriseAt(lane, pool, { time, result, stepMs: each ? interval : STEP_MS, side });
  if (surprise === null) return null;
  return {
    foreseen: effect < FORESEEN_EFFECT && surprise.lately < FORESEEN,
    agrees: each && surprise.now >= raise,
  };
}
