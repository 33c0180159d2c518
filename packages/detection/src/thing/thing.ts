import type { AnomalyChange, DetectionSettings } from '../detector/context.js';
import { S } from '../detector/state.js';
import { stepClock } from './clock.js';
import { stepConsistency } from './consistency.js';
import { stepFrozen } from './frozen.js';
import type { Arrival, Lane } from './lane.js';

const NONE: readonly AnomalyChange[] = [];

/**
 * What only the readings of one report together tell, after each was judged alone by `step`: a Thing whose readings have all
 * stopped moving, readings that contradict each other, and a clock that is off. Not for back-fills, which raise nothing.
 * @param lanes the Thing's Datastreams that the report has a result for
 */
export function stepThing(
  lanes: readonly Lane[],
  settings: DetectionSettings,
  arrival: Arrival,
): readonly AnomalyChange[] {
  const changes: AnomalyChange[] = [];
  stepClock(lanes, settings, arrival, changes);
  const judged = lanes.filter(({ state }) => state.n[S.time] === arrival.time);
  if (judged.length > 0) {
    stepFrozen(judged, settings, arrival.time, changes);
    stepConsistency(judged, settings, arrival.time, changes);
  }
  return changes.length === 0 ? NONE : changes;
}
