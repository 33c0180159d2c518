import type { CityFigure } from '@citywatch/contracts';

/** What one Datastream shows now, and what was expected of it (null while its detector is learning). */
export interface Contribution {
  readonly value: number;
  readonly expected: { readonly expected: number; readonly low: number; readonly high: number } | null;
}

/**
 * Share of a Datastream's usual deviation that it has in common with the others (weather, holidays): the deviations of many
 * sensors neither all cancel out nor all add up. An assumption, for want of a measured correlation.
 */
export const COMMON_SHARE = 0.25;
/** Variance of a median against that of a mean, for normal deviations: pi / 2. */
const MEDIAN_VARIANCE = Math.PI / 2;

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * One figure of the city strip. The expected range is centred on the same statistic of the expected values. Its half-width
 * is the mean half-width w of the single bands times sqrt(share + (1 - share) k / n): for independent sensors (share 0) the
 * error of a mean (k = 1) or median (k = pi / 2), for wholly dependent ones (share 1) w itself; a sum is n means.
 * @param things how many Things the figure is made of
 */
export function cityFigure(
  property: string,
  statistic: CityFigure['statistic'],
  contributions: readonly Contribution[],
): CityFigure {
  const values = contributions.map(({ value }) => value);
  const known = contributions.flatMap(({ expected }) => (expected === null ? [] : [expected]));
  const base = { property, statistic, things: values.length };
  if (values.length === 0) return { ...base, value: null, low: null, high: null };
  const value = statistic === 'median' ? median(values) : sum(values);
  // A range from a few of many would be a guess about the others.
  if (known.length < values.length / 2) return { ...base, value, low: null, high: null };
  const halfWidth = sum(known.map(({ low, high }) => (high - low) / 2)) / known.length;
  const kind = statistic === 'median' ? MEDIAN_VARIANCE : 1;
  const narrowed = halfWidth * Math.sqrt(COMMON_SHARE + ((1 - COMMON_SHARE) * kind) / known.length);
  const expected = known.map((band) => band.expected);
  if (statistic === 'median') {
    const centre = median(expected);
    return {
      ...base,
      value,
      low: centre - Math.min(narrowed, halfWidth),
      high: centre + Math.min(narrowed, halfWidth),
    };
  }
  const centre = (sum(expected) / known.length) * values.length;
  return { ...base, value, low: centre - narrowed * values.length, high: centre + narrowed * values.length };
}
