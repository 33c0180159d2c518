export { nextAlarm, noAlarm, type AlarmLevels, type AlarmState } from './channels/alarm-policy.js';
export { ChannelBank, CHANNELS, type ChannelName, type ChannelVerdict } from './channels/bank.js';
export { fuse, raiseScore } from './channels/fusion.js';
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
  saveParts,
  saveState,
  setNominal,
  STATE_VERSION,
  type DatastreamState,
} from './detector/state.js';
export { isAccepted } from './detector/deviation.js';
export { foundQuality, newestQuality } from './detector/quality-flags.js';
export { expectedAt, step, tick } from './detector/step.js';
export { doubtClock } from './thing/clock.js';
export { stepThing } from './thing/thing.js';
export { holidaysOf, type HolidayOn } from './holidays.js';
export { hash64 } from './hash.js';
export * from './incident/transition.js';
export { applyMerge, applySplit, type Seen } from './incident/membership.js';
export { zoneOffset, type Calendar, type OffsetAt } from './local-time.js';
export { Correlator, type IncidentChange } from './correlation/correlator.js';
export type { Member } from './correlation/member.js';
export { CityGraph, type GraphThing } from './correlation/graph.js';
export { meanWind, windStepFor, WIND_STEP_MS, type Wind } from './correlation/wind.js';
export { DEFAULT_CORRELATION, type CorrelationSettings, type ThingContext } from './correlation/settings.js';
export { Backtest, type AnomalyLine, type BacktestSettings, type BacktestSink } from './backtest/backtest.js';
export type { IncidentLine } from './backtest/incident-log.js';
export { LineSplitter } from './backtest/line-splitter.js';
export { LinePacker, LineUnpacker, type PackedLines } from './backtest/packed-lines.js';
export { shelveKnownWork, type KnownWork } from './feedback/known-work.js';
export {
  fadedShift,
  planShift,
  shiftedContext,
  THRESHOLD_DETECTORS,
  VERDICT_DECADES,
  type Threshold,
  type VerdictPart,
} from './feedback/thresholds.js';
export { PeerBank, type Agreement, type PeerOutcome } from './peers/bank.js';
export { DEFAULT_DESK, ResidualDesk, type DeskSettings, type SavedDesk } from './peers/desk.js';
export type { PeerPlace } from './peers/groups.js';
export { MinuteLane, type MinuteMeans } from './peers/lane.js';
export { PEER_STATE_VERSION } from './peers/peer-state.js';
export { lastOnly, residualOf } from './peers/residual-of.js';
export { DEFAULT_PEERS, type PeerSettings } from './peers/settings.js';
export { tuningNow, tuningOf, withTuning } from './feedback/with-tuning.js';
export { expectationAt } from './forecast/expectation.js';
export { AUX, FEATURES, OUTPUTS, WINDOW, type Forecaster } from './forecast/forecaster.js';
export { ForecastLane } from './forecast/lane.js';
export { ForecastPool } from './forecast/pool.js';
export { NO_FORECAST, type ForecastSettings, type ForecastShadow, type ShadowWord } from './forecast/settings.js';
export { isForecastWanted, nextTarget, pushStep, stepsSince, writeRow } from './forecast/window.js';
