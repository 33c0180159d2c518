import type { ResidualMessage } from '@citywatch/contracts';
import type { ResidualMinute } from '../detection/partition-detector.js';

const MINUTE = 60_000;

/** What a partition says of minutes that are whole. */
export const minuteMessages = (source: string, minutes: readonly ResidualMinute[]): ResidualMessage[] =>
  minutes.map(({ minute, rows }) => ({ source, minute, until: minute + MINUTE, rows }));

/**
 * What a partition says every few seconds: how far it has told, or that it has nothing to tell, so that nobody waits for it.
 * @param until all before it has been told, ms; -Infinity before the first minute
 */
export const stateMessage = (source: string, until: number, idle: boolean): ResidualMessage => ({
  source,
  minute: 0,
  until: idle ? null : Math.max(0, until),
  rows: [],
});
