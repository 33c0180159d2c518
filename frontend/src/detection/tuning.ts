import { DETECTORS, DetectionTuning, type DetectorKind } from '@citywatch/contracts';

/** A setting that is a number. */
export type NumberKey = Exclude<keyof DetectionTuning, 'detectors'>;
export const NUMBER_KEYS = ['falseAlarmsPerWeek', 'extremeDecades', 'persistence', 'gapIntervals', 'stuckMs'] as const;

const MINUTE = 60_000;

/** How a number is typed: what is stored is the typed one × factor. */
interface Entry {
  readonly factor: number;
  readonly whole: boolean;
}
const ENTRIES: Readonly<Record<NumberKey, Entry>> = {
  falseAlarmsPerWeek: { factor: 1, whole: false },
  extremeDecades: { factor: 1, whole: false },
  persistence: { factor: 1, whole: true },
  gapIntervals: { factor: 1, whole: false },
  stuckMs: { factor: MINUTE, whole: false },
};

/** Bounds of a setting as it is typed; they are the contract's. */
export function boundsOf(key: NumberKey): { readonly min: number; readonly max: number; readonly whole: boolean } {
  const { minValue, maxValue } = DetectionTuning.shape[key];
  const { factor, whole } = ENTRIES[key];
  return { min: (minValue ?? 0) / factor, max: (maxValue ?? Infinity) / factor, whole };
}

/** The stored value as it is typed. */
export const shownOf = (key: NumberKey, value: number): number => Number((value / ENTRIES[key].factor).toPrecision(6));

/** What was typed as it is stored; null where it is no number within the bounds. A comma counts as a point. */
export function parseEntry(key: NumberKey, text: string): number | null {
  const typed = text.trim() === '' ? NaN : Number(text.replace(',', '.'));
  const { min, max, whole } = boundsOf(key);
  if (!(typed >= min && typed <= max) || (whole && !Number.isInteger(typed))) return null;
  return key === 'stuckMs' ? Math.round(typed * ENTRIES[key].factor) : typed * ENTRIES[key].factor;
}

/** One setting that differs. */
export type TuningChange =
  | { readonly key: NumberKey; readonly from: number; readonly to: number }
  | { readonly key: 'detectors'; readonly on: readonly DetectorKind[]; readonly off: readonly DetectorKind[] };

/** What is different in `to`, in the order of the screen. */
export function changesOf(from: DetectionTuning, to: DetectionTuning): readonly TuningChange[] {
  const numbers = NUMBER_KEYS.filter((key) => from[key] !== to[key]).map((key) => ({
    key,
    from: from[key],
    to: to[key],
  }));
  const on = DETECTORS.filter((kind) => to.detectors.includes(kind) && !from.detectors.includes(kind));
  const off = DETECTORS.filter((kind) => from.detectors.includes(kind) && !to.detectors.includes(kind));
  return on.length + off.length === 0 ? numbers : [...numbers, { key: 'detectors', on, off }];
}

/** The same settings, whatever the order of their detectors. */
export const isSame = (a: DetectionTuning, b: DetectionTuning): boolean => changesOf(a, b).length === 0;

/** Switches a detector; the last one stays on: a system without any would watch nothing. */
export function withDetector(tuning: DetectionTuning, kind: DetectorKind, on: boolean): DetectionTuning {
  const detectors = DETECTORS.filter((one) => (one === kind ? on : tuning.detectors.includes(one)));
  return detectors.length === 0 ? tuning : { ...tuning, detectors };
}
