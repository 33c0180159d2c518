import type { BankState } from './layout.js';

/** One step as the channels see it. */
export interface StepInput {
  value: number;
  /** Local time, ms. */
  time: number;
  /** Hour of the day, 0–23, plus 24 on weekends and holidays. */
  slot: number;
  /** Steps seen before this one. */
  index: number;
  /** ms since the first step. */
  age: number;
  /** False while an incident is open: what is normal is not learnt then. */
  learn: boolean;
}

/** One way of looking at a stream. It gives how far the stream is off in its own unit; how rare that is, the calibration says. */
export interface Channel {
  /** How far off, 0 or more; 0 while too little is known. Takes the step into its state too. */
  measure(state: BankState, input: StepInput): number;
}
