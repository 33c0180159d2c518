import type { BankState } from './layout.js';

/** A channel's answer while it knows too little. It is no deviation of 0: the first real one would then be without example. */
export const UNKNOWN = -1;

/** The least excess of a channel whose unit is the sensor's own: only no excess at all is too small. */
export const OWN_UNIT = 1e-12;

/** One step as the channels see it. */
export interface Step {
  value: number;
  /** Hour of the day, 0–23, plus 24 on weekends and holidays. */
  slot: number;
  /** How much of the hour is over, 0 to 1. */
  fraction: number;
  /** ms since the first step. */
  age: number;
  /** Steps that are missing between the one before and this one. */
  missed: number;
  /** False while an incident is open: what is normal is not learnt then. */
  learn: boolean;
  /** Whether the hour of the day is known, how far the value is from the usual one of its hour, and that hour's spread. */
  hourKnown: boolean;
  /** The usual value at this moment, between the middles of the hours. */
  hourExpected: number;
  hourOff: number;
  hourSpread: number;
}

/** One way of looking at a stream. It gives how far the stream is off in its own unit; how rare that is, the calibration says. */
export interface Channel {
  /** The least excess that counts, in the channel's unit (TailCalibration). */
  readonly leastExcess: number;
  /** How far off, 0 or more; UNKNOWN while too little is known to say. Takes the step into its state too. */
  measure(state: BankState, step: Step): number;
}
