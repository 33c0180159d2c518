import type { Interval } from '../score/statistics.js';

/** Figures that were stored as null are no numbers. */
const isNone = (value: number | null): boolean => value === null || Number.isNaN(value);

export const percent = (value: number): string => (isNone(value) ? '–' : `${(100 * value).toFixed(1)} %`);

export const plain =
  (digits: number) =>
  (value: number): string =>
    isNone(value) ? '–' : value.toFixed(digits);

/** A figure with its interval in brackets. */
export const within = ({ value, low, high }: Interval, show: (value: number) => string): string =>
  `${show(value)} (${show(low)} to ${show(high)})`;
