import { OBSERVED_PROPERTIES } from '@citywatch/contracts';

/** Which deviations matter to people. */
export interface PropertyTuning {
  /** Least deviation worth an alarm: `absolute`, or `relative` of what is expected, whichever is larger. */
  readonly absolute: number;
  readonly relative: number;
  /** -1: only too low, 1: only too high, 0: both, null: never (wind's direction turns in circles). */
  readonly side: -1 | 0 | 1 | null;
  /**
   * Share of the least effect from which on a difference that lasts a quarter of an hour is worth a look. Null: what lasts is
   * weather, and only neighbours can tell it from a sensor that drifts.
   */
  readonly drift: number | null;
  /** How fast the short-term level follows, ms. */
  readonly levelMs: number;
  /** Longest that learning stays frozen: after it the new normal is accepted, ms. */
  readonly regimeMs: number;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;
const street = { drift: 0.4, levelMs: 40 * MINUTE, regimeMs: 6 * HOUR };
const air = { drift: 1, levelMs: 2 * HOUR, regimeMs: 24 * HOUR };
const weather = { ...air, drift: null };

/** Judged by what an operator would act on, not by what is statistically visible. */
const TUNING: Readonly<Record<string, PropertyTuning>> = {
  speed: { absolute: 12, relative: 0.25, side: -1, ...street },
  flow: { absolute: 300, relative: 0.4, side: 0, ...street },
  occupancy: { absolute: 10, relative: 0.5, side: 1, ...street },
  travelTime: { absolute: 30, relative: 0.5, side: 1, ...street },
  pm25: { absolute: 15, relative: 0.5, side: 1, ...air, drift: 0.5 },
  pm10: { absolute: 25, relative: 0.5, side: 1, ...air, drift: 0.5 },
  no2: { absolute: 20, relative: 0.5, side: 1, ...weather },
  o3: { absolute: 40, relative: 0.5, side: 1, ...weather },
  so2: { absolute: 20, relative: 0.5, side: 1, ...air },
  co: { absolute: 500, relative: 0.5, side: 1, ...air },
  temperature: { absolute: 8, relative: 0, side: 0, ...weather },
  humidity: { absolute: 30, relative: 0, side: 0, ...weather },
  windSpeed: { absolute: 10, relative: 0.5, side: 1, ...weather },
  windDirection: { absolute: 0, relative: 0, side: null, ...weather },
  voltage: { absolute: 0.5, relative: 0.04, side: 0, ...street },
  current: { absolute: 10, relative: 0.3, side: 0, ...street },
  frequency: { absolute: 0.15, relative: 0, side: 0, ...street },
  activePower: { absolute: 5, relative: 0.15, side: 0, ...street },
  load: { absolute: 15, relative: 0.25, side: 0, ...street },
  transformerTemperature: { absolute: 12, relative: 0, side: 1, ...street, drift: null },
};

const BY_INDEX: readonly PropertyTuning[] = OBSERVED_PROPERTIES.map(({ id }) => TUNING[id]);

/** The tuning of a property, by its index in OBSERVED_PROPERTIES. */
export const tuningOf = (property: number): PropertyTuning => BY_INDEX[property];

/** Least deviation worth an alarm where this is expected. */
export const leastEffect = (tuning: PropertyTuning, expected: number): number =>
  Math.max(tuning.absolute, tuning.relative * Math.abs(expected));

/** Severity's rank of a deviation, as a multiple of the least effect: minor, major from twice, critical from eight times. */
export const severityOfEffect = (effect: number): number => (effect >= 8 ? 3 : effect >= 2 ? 2 : 1);
