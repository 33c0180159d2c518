import { OBSERVED_PROPERTIES } from '@citywatch/contracts';
import { tuningOf } from '../detector/tuning.js';

const POLLUTANTS: ReadonlySet<string> = new Set(['pm25', 'pm10', 'no2', 'o3', 'so2', 'co']);
const IS_POLLUTANT: readonly boolean[] = OBSERVED_PROPERTIES.map(({ id }) => POLLUTANTS.has(id));
/** A quarter more or less counts as about one spread. */
const QUARTER = 0.25;
/** Added before a ratio is taken, as a share of what matters: near zero ratios mean nothing. */
const FLOOR_SHARE = 0.1;

const floorOf = (property: number): number => FLOOR_SHARE * tuningOf(property).absolute;

/**
 * A deviation as neighbours can be compared: in the Datastream's own spreads; of a pollutant the logarithm of its ratio to what
 * is expected, as weather thins the air at the kerb and in the park by the same factor, not by the same amount.
 */
export function comparable(property: number, z: number, scale: number, expected: number): number {
  if (!IS_POLLUTANT[property]) return z;
  const floor = floorOf(property);
  return Math.log(Math.max(floor, expected + z * scale + floor) / Math.max(floor, expected + floor)) / QUARTER;
}

/** The reading whose comparable deviation this is: its inverse, in the property's unit. */
export function readingAt(property: number, deviation: number, scale: number, expected: number): number {
  if (!IS_POLLUTANT[property]) return expected + deviation * scale;
  const floor = floorOf(property);
  return Math.max(floor, expected + floor) * Math.exp(deviation * QUARTER) - floor;
}
