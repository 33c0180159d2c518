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
export type { Member } from './correlation/link.js';
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
