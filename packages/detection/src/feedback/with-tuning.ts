import { DETECTORS, type DetectionTuning } from '@citywatch/contracts';
import type { DetectionSettings } from '../detector/context.js';

/** The settings with what an analyst may change of them as `tuning` says. */
export const withTuning = (settings: DetectionSettings, tuning: DetectionTuning): DetectionSettings => ({
  ...settings,
  ...tuning,
  detectors: new Set(tuning.detectors),
});

/** What an analyst may change of settings, as they are. Kinds are in the contract's order, so that equal settings read equal. */
export const tuningOf = (settings: Omit<DetectionSettings, 'offsetAt'>): DetectionTuning => ({
  falseAlarmsPerWeek: settings.falseAlarmsPerWeek,
  extremeDecades: settings.extremeDecades,
  persistence: settings.persistence,
  gapIntervals: settings.gapIntervals,
  stuckMs: settings.stuckMs,
  detectors: DETECTORS.filter((kind) => settings.detectors.has(kind)),
});
