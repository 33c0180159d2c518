export { ChannelBank, CHANNELS, type ChannelName, type ChannelVerdict } from './channels/bank.js';
export {
  DEFAULT_SETTINGS,
  DETECTOR_VERSION,
  raiseLevel,
  SHIFT_MAX,
  SHIFT_MIN,
  type AnomalyChange,
  type DatastreamContext,
  type DetectionSettings,
  type Sample,
} from './detector/context.js';
export {
  createState,
  loadState,
  saveState,
  setNominal,
  STATE_VERSION,
  type DatastreamState,
} from './detector/state.js';
export { expectedAt, step, tick } from './detector/step.js';
export { hash64 } from './hash.js';
export * from './incident/transition.js';
export { zoneOffset, type OffsetAt } from './local-time.js';
export { Correlator, type IncidentChange } from './correlation/correlator.js';
export type { Member } from './correlation/member.js';
export { CityGraph, type GraphThing } from './correlation/graph.js';
export { meanWind, windStepFor, WIND_STEP_MS, type Wind } from './correlation/wind.js';
export { DEFAULT_CORRELATION, type CorrelationSettings, type ThingContext } from './correlation/settings.js';
export { Backtest, type AnomalyLine, type BacktestSettings, type BacktestSink } from './backtest/backtest.js';
export type { IncidentLine } from './backtest/incident-log.js';
export { LineSplitter } from './backtest/read-line.js';
export { shelveKnownWork, type KnownWork } from './feedback/known-work.js';
export {
  fadedShift,
  planShift,
  THRESHOLD_DETECTORS,
  VERDICT_DECADES,
  type Threshold,
  type VerdictPart,
} from './feedback/thresholds.js';
export { tuningOf, withTuning } from './feedback/with-tuning.js';
export { expectationAt } from './forecast/expectation.js';
export { AUX, FEATURES, OUTPUTS, WINDOW, type Forecaster } from './forecast/forecaster.js';
export { ForecastLane } from './forecast/lane.js';
export { ForecastPool } from './forecast/pool.js';
export { NO_FORECAST, type ForecastSettings, type ForecastShadow } from './forecast/settings.js';
export { isForecastWanted, nextTarget, pushStep, stepsSince, writeRow } from './forecast/window.js';
