import type { Position } from './geometry.js';
import { METRES_PER_DEGREE } from './geometry.js';

/** The city's wind at a time. */
export interface Wind {
  /** m/s. */
  readonly speed: number;
  /** Degrees it comes from, clockwise from north. */
  readonly from: number;
}

/** What one station reads of it. */
export interface WindReading {
  readonly speed: number;
  readonly from: number;
}

/** Time that one figure of the wind stands for, ms. */
export const WIND_STEP_MS = 600_000;

/**
 * The step whose wind counts for something that began at `time` (ms): the last whole one that ended a step earlier, so that
 * its readings have all arrived by then and a replay sees the same.
 */
export const windStepFor = (time: number): number => (Math.floor(time / WIND_STEP_MS) - 2) * WIND_STEP_MS;

/** The mean of some readings: speeds as they are, directions as unit vectors. Null where there are none. */
export function meanWind(readings: Iterable<WindReading>): Wind | null {
  let [east, north, speed, count] = [0, 0, 0, 0];
  for (const reading of readings) {
    const angle = (reading.from * Math.PI) / 180;
    east += Math.sin(angle);
    north += Math.cos(angle);
    speed += reading.speed;
    count++;
  }
  if (count === 0) return null;
  return { speed: speed / count, from: ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360 };
}

/** Metres from `a` to `b`: along the wind (positive: `b` is downwind) and across it. */
export function windward(
  a: Position,
  b: Position,
  { from }: Wind,
): { readonly along: number; readonly across: number } {
  const middle = ((a.latitude + b.latitude) / 2) * (Math.PI / 180);
  const east = (b.longitude - a.longitude) * Math.cos(middle) * METRES_PER_DEGREE;
  const north = (b.latitude - a.latitude) * METRES_PER_DEGREE;
  const angle = (from * Math.PI) / 180;
  return {
    along: -(east * Math.sin(angle) + north * Math.cos(angle)),
    across: Math.abs(east * Math.cos(angle) - north * Math.sin(angle)),
  };
}
