import type { ForecastLane } from './lane.js';
import type { ForecastPool } from './pool.js';

/**
 * What a model on trial says: of an anomaly that was raised, that it would have been raised or held back; or that it would have
 * raised one where there is none.
 */
export type ShadowWord = 'agreed' | 'held-back' | 'alone';

/** Another model on trial: it is told of every step, and opens nothing. Its memory is lost with the process. */
export interface ForecastShadow {
  readonly pool: ForecastPool;
  /** The trial's own lane of a Datastream, by its state. */
  readonly laneOf: (state: object) => ForecastLane;
  readonly said: (word: ShadowWord) => void;
}

/** The forecaster whose anomalies count, and one that runs beside it, whose are only counted. */
export interface ForecastSettings {
  readonly live: ForecastPool | null;
  readonly shadow: ForecastShadow | null;
}

export const NO_FORECAST: ForecastSettings = { live: null, shadow: null };
