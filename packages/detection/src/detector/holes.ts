import type { DetectionSettings } from './context.js';
import { S, type DatastreamState } from './state.js';

const WEEK = 604_800_000;
/** Reports, and holes, over which their usual share and length are learnt. */
const REPORTS = 1_000;
const HOLES = 20;
/** A hole counts as so many lost reports at most: one long silence must not make silence usual. */
const MOST_LOST = 6;
/** Where hardly any report is lost, two in a row are news at any interval; what is lost by chance comes in no longer runs than this. */
const LEAST_SHARE = 5e-5;
const LEAST_GOES_ON = 0.03;
/** Most intervals of silence that a Datastream's habits can make usual. */
const MOST_INTERVALS = 8.5;

/** Learns how often reports are lost on the way here, and how many in a row. `elapsed` is the time since the report before, ms. */
export function learnHoles({ n }: DatastreamState, elapsed: number, interval: number): void {
  const lost = Math.min(MOST_LOST, Math.round(elapsed / interval) - 1);
  if (lost > 0) n[S.holeLength] += (lost - 1 - n[S.holeLength]) / HOLES;
  n[S.holes] += ((lost > 0 ? 1 : 0) - n[S.holes]) / REPORTS;
}

/**
 * Intervals of silence that chance does not explain within the budget of false alarms: with a hole at a share p of all reports, which
 * goes on with probability c after each lost one, k lost in a row begin p · c^(k−1) times a report. Never less than the setting.
 */
export function silenceIntervals({ n }: DatastreamState, settings: DetectionSettings, interval: number): number {
  const { gapIntervals, falseAlarmsPerWeek } = settings;
  const share = n[S.holes];
  if (share <= LEAST_SHARE) return gapIntervals;
  const goesOn = Math.max(LEAST_GOES_ON, n[S.holeLength] / (1 + n[S.holeLength]));
  const allowed = (falseAlarmsPerWeek * interval) / WEEK;
  const lost = 1 + Math.ceil(Math.max(0, Math.log(allowed / share) / Math.log(goesOn)));
  return Math.max(gapIntervals, Math.min(MOST_INTERVALS, lost + 0.5));
}
