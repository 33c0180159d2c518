import { OBSERVED_PROPERTIES, RESIDUAL_OPEN, type Residual } from '@citywatch/contracts';
import type { DatastreamContext } from '../detector/context.js';
import { deviationAt, openOf } from '../detector/deviation.js';
import type { DatastreamState } from '../detector/state.js';
import type { Calendar } from '../local-time.js';
import { MINUTE, WIND_DIRECTION } from './settings.js';

/** Only the last direction of a minute counts: the mean of 359° and 1° is none. */
export const lastOnly = (property: string): boolean => property === OBSERVED_PROPERTIES[WIND_DIRECTION].id;

/** What is told of one Datastream's minute; null while its profile is learning. The wind's direction is told as it is. */
export function residualOf(
  state: DatastreamState,
  context: DatastreamContext,
  minute: number,
  mean: number,
  calendar: Calendar,
): Residual | null {
  const { datastream, property } = context;
  if (lastOnly(property)) return { datastream, z: 0, scale: 0, expected: mean, open: RESIDUAL_OPEN.none, since: 0 };
  const deviation = deviationAt(state, minute + MINUTE / 2, mean, calendar);
  if (deviation === null) return null;
  const { z, scale, expected } = deviation;
  const { open, since } = openOf(state);
  return { datastream, z, scale, expected, open, since };
}
