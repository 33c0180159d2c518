/** What incidents do to one Thing's surroundings at one time. Factors are 1 and additions 0 where nothing happens. */
export interface Disturbance {
  speedFactor: number;
  flowFactor: number;
  /** Added µg/m³. */
  pm25: number;
  no2: number;
  co: number;
  voltageFactor: number;
  /** When the supply failed, ms since the epoch; undefined while there is power. */
  darkSince: number | undefined;
}

export const CALM: Readonly<Disturbance> = {
  speedFactor: 1,
  flowFactor: 1,
  pm25: 0,
  no2: 0,
  co: 0,
  voltageFactor: 1,
  darkSince: undefined,
};
