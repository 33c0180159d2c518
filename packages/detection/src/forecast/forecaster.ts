/** Steps of the window that a forecast is made from. */
export const WINDOW = 32;
/** What is known beside the window: time of day, kind of day, what the profile expects next. */
export const AUX = 12;
/** Numbers of one row of input: the window's residuals, a mask (1 = a residual, 0 = none), and the rest. */
export const FEATURES = 2 * WINDOW + AUX;
/** Numbers of one row of output: mean and natural logarithm of the scale, both in the window's scaled residuals. */
export const OUTPUTS = 2;

/**
 * A learned network that forecasts the next step of many Datastreams at once. It is given from outside, so that this package
 * has no runtime of its own.
 */
export interface Forecaster {
  /** Such as "forecast-1"; every anomaly names it. */
  readonly version: string;
  /**
   * @param features rows × FEATURES
   * @returns rows × OUTPUTS. A row's answer must not depend on the rows beside it, nor on how many there are.
   */
  predict(features: Float32Array, rows: number): Float32Array;
}
