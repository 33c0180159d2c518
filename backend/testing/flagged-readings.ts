import { OBSERVED_PROPERTIES } from '@citywatch/contracts';
import type { PlannedReport } from '../src/detection/plan-reports.js';

const STEP_MS = 10_000;
const speed = OBSERVED_PROPERTIES.findIndex(({ id }) => id === 'speed');

export interface SpeedReading {
  readonly time: number;
  readonly result: number;
}

/** Place of the error code, and of a run of one value. */
export const CODE_AT = 600;
export const STUCK_FROM = 700;
export const STUCK_UNTIL = 780;
const READINGS = 785;

/** A detector's speed every 10 s from a time on, ms: noisy, with one error code, and for thirteen minutes always the same. */
export const flaggedReadings = (start: number): SpeedReading[] =>
  Array.from({ length: READINGS }, (_, step) => ({ time: start + step * STEP_MS, result: resultOf(step) }));

function resultOf(step: number): number {
  if (step === CODE_AT) return 99;
  if (step >= STUCK_FROM && step < STUCK_UNTIL) return 58.3;
  return Math.round((58 + 4 * noise(step)) * 10) / 10;
}

/** About normal, the same numbers in every run. */
function noise(step: number): number {
  let sum = 0;
  for (let i = 1; i <= 4; i++) sum += ((step * 7_919 * i + i * 104_729) % 1_009) / 1_009;
  return (sum - 2) * Math.sqrt(3);
}

/** They as reports of the Thing t0, as detectors get them. */
export const speedReports = (readings: readonly SpeedReading[]): PlannedReport[] =>
  readings.map(({ time, result }, offset) => ({
    offset,
    report: {
      domain: 'traffic',
      thing: 't0',
      operator: 'op',
      sequence: offset,
      phenomenonTime: time,
      properties: [speed],
      results: [result],
      qualities: [0],
    },
    reference: time,
    wrongClock: false,
    live: false,
    backfill: false,
  }));
