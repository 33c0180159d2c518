import { OBSERVED_PROPERTIES, QUALITY, RESIDUAL_OPEN, type ResidualOpen } from '@citywatch/contracts';
import type { Calendar } from '../local-time.js';
import { predict, scaleOf } from './profile.js';
import { isKnown } from './slots.js';
import { A, S, SLOTS, slotAt, type DatastreamState } from './state.js';

/** How far a reading is from the profile alone: without the short-term level, which follows a slow drift and hides it. */
export interface Deviation {
  /** In spreads. */
  readonly z: number;
  /** One spread of a reading whose level is unknown, and what is expected, in the property's unit. */
  readonly scale: number;
  readonly expected: number;
}

/** The deviation of a reading (or a mean of some) at a time, ms; null while the profile is still learning. */
export function deviationAt(
  state: DatastreamState,
  time: number,
  result: number,
  calendar: Calendar,
): Deviation | null {
  const prediction = predict(state, time, calendar);
  if (!prediction.ready || Number.isNaN(prediction.base)) return null;
  const scale = scaleOf(state, prediction, OBSERVED_PROPERTIES[state.n[S.property]].step, Infinity);
  return { z: (result - prediction.base) / scale, scale, expected: prediction.base };
}

interface Open {
  readonly open: ResidualOpen;
  readonly since: number;
}
const CALM: Open = { open: RESIDUAL_OPEN.none, since: 0 };
const DOUBT: Open = { open: RESIDUAL_OPEN.doubt, since: 0 };
const DOUBTS = Object.values(SLOTS).filter((slot) => slot !== SLOTS.value && slot !== SLOTS.forecast);

/** Which anomaly of a Datastream is open: a measured one goes before a doubt about the sensor. `since` is its start, ms, or 0. */
export function openOf(state: DatastreamState): Open {
  if (isKnown(state, SLOTS.value)) {
    const at = slotAt(SLOTS.value);
    const open = state.n[at + A.kind] === 1 ? RESIDUAL_OPEN.rate : RESIDUAL_OPEN.seasonal;
    return { open, since: state.n[at + A.start] };
  }
  if (isKnown(state, SLOTS.forecast))
    return { open: RESIDUAL_OPEN.forecast, since: state.n[slotAt(SLOTS.forecast) + A.start] };
  for (const slot of DOUBTS) if (isKnown(state, slot)) return DOUBT;
  return CALM;
}

/** Flags by which a value is no measurement. What is stuck, or of a wrong clock, is told as a doubt: nobody listens to it. */
const NO_VALUE = QUALITY.outOfRange | QUALITY.errorCode;

/** True where the newest step took this reading for a measurement: neither late nor flagged as none, by its sender or by us. */
export const isAccepted = ({ n }: DatastreamState, time: number, result: number): boolean =>
  n[S.time] === time && n[S.result] === result && (n[S.found] & NO_VALUE) === 0;
