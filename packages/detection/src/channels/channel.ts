import type { BankState } from './layout.js';

/** One step as the channels see it. */
export interface Step {
  value: number;
  /** Hour of the day, 0–23, plus 24 on weekends and holidays. */
  slot: number;
  /** ms since the first step. */
  age: number;
  /** Steps that are missing between the one before and this one. */
  missed: number;
  /** False while an incident is open: what is normal is not learnt then. */
  learn: boolean;
  /** Whether the hour of the day is known, how far the value is from the usual one of its hour, and that hour's spread. */
  hourKnown: boolean;
  hourOff: number;
  hourSpread: number;
}

/** One way of looking at a stream. It gives how far the stream is off in its own unit; how rare that is, the calibration says. */
export interface Channel {
  /** How far off, 0 or more; 0 while too little is known. Takes the step into its state too. */
  measure(state: BankState, step: Step): number;
}
