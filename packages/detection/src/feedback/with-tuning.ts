import { DETECTORS, type DetectionTuning, type DetectorKind } from '@citywatch/contracts';
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

/**
 * A stored tuning as it counts now. A kind that did not exist when it was stored was taken out by nobody, so it does what it does
 * by default.
 * @param known the kinds that existed then
 */
export function tuningNow(
  stored: DetectionTuning,
  known: readonly string[],
  defaults: Pick<DetectionTuning, 'detectors'>,
): DetectionTuning {
  const raises = (kind: DetectorKind) => (known.includes(kind) ? stored : defaults).detectors.includes(kind);
  return { ...stored, detectors: DETECTORS.filter(raises) };
}
