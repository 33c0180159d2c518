import { OBSERVED_PROPERTIES, QUALITY } from '@citywatch/contracts';
import { S, type DatastreamState } from './state.js';

/** What loggers write where they have no value: the usual ones, and the ends of 16-bit numbers. */
const ERROR_CODES = new Set([-1, -99, -999, -9999, -99999, 99, 999, 9999, 99999, 32767, -32768, 65535]);
/** Where a zero is no measurement: air is never without water and carbon monoxide. A voltage of 0, or 0 °C, is news. */
const NEVER_ZERO = new Set(['humidity', 'co'].map((id) => OBSERVED_PROPERTIES.findIndex((one) => one.id === id)));
/** Readings before a sensor's own range says anything. */
const RANGE_WARM = 300;
/** An error code is one only this share of the sensor's own range away from anything that it has read. */
const AWAY = 0.5;

/** Our own doubts about a result, as QUALITY flags: what the message could not know without this sensor's past. */
export function ownFlags(state: DatastreamState, result: number): number {
  const { n } = state;
  if (result === 0 && NEVER_ZERO.has(n[S.property])) return QUALITY.errorCode;
  return ERROR_CODES.has(result) && isForeign(state, result, AWAY) ? QUALITY.errorCode : 0;
}

/** True where a result is further than `share` of the sensor's own range from anything it has read. False while it is new. */
export function isForeign({ n }: DatastreamState, result: number, share: number): boolean {
  if (n[S.count] < RANGE_WARM) return false;
  const away = share * (n[S.highest] - n[S.lowest]);
  return result > n[S.highest] + away || result < n[S.lowest] - away;
}

/** Remembers what an unflagged reading says of the sensor's range. */
export function learnRange({ n }: DatastreamState, result: number): void {
  if (result < n[S.lowest]) n[S.lowest] = result;
  if (result > n[S.highest]) n[S.highest] = result;
}

/** QUALITY flags of the newest observation: what its message said and what was found here. 0 is good. */
export const newestQuality = ({ n }: DatastreamState): number => n[S.quality] | n[S.found];

/**
 * QUALITY flags that detectors found of the observation of this time, ms, beyond what its message said: an error code, a reading
 * far out of this sensor's own range, one of a sensor that is stuck or whose clock is off. Null where it is not the newest: then
 * nobody judged it.
 */
export const foundQuality = ({ n }: DatastreamState, time: number): number | null =>
  n[S.time] === time ? n[S.found] : null;
