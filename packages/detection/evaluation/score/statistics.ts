import { mix } from '@citywatch/simulator';

/** A figure with the middle 95 % of what it would have been on other draws of the same kind. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const DRAWS = 1_000;
const SEED = 0xb007;

/** The value that a share `p` of sorted values lies at or below (nearest rank); NaN of none. */
export function quantile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? NaN;
}

export const sortedOf = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/**
 * Bootstrap (Efron 1979, percentiles): draws as many items with replacement as there are, 1,000 times from one seed, and
 * takes the statistic of each draw. Draws of which it is NaN are left out.
 */
export function bootstrap<T>(items: readonly T[], statistic: (items: readonly T[]) => number): Interval {
  const value = statistic(items);
  if (items.length === 0) return { value, low: NaN, high: NaN };
  const found: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const drawn = items.map((_, i) => items[mix(mix(SEED, draw), i) % items.length]);
    const of = statistic(drawn);
    if (!Number.isNaN(of)) found.push(of);
  }
  const sorted = sortedOf(found);
  return { value, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A share, or NaN of nothing. */
export const share = (part: number, all: number): number => (all === 0 ? NaN : part / all);
