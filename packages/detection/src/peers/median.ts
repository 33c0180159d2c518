/** A value and how much it counts, above 0. */
export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** The value that half of the weight is below: the mean of the two in the middle where it falls between them. NaN of none. */
export function weightedMedian(items: readonly Weighted[]): number {
  const sorted = [...items].sort((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  for (let i = 0; i < sorted.length; i++) {
    below += sorted[i].weight;
    if (below > half + 1e-9) return sorted[i].value;
    if (below > half - 1e-9) return (sorted[i].value + (sorted[i + 1] ?? sorted[i]).value) / 2;
  }
  return NaN;
}

/** Metres at which a neighbour counts half. */
const HALF_METRES = 1_500;
/** What a station straight across the wind counts of one straight along it. */
const ACROSS = 0.4;

/**
 * How much an air station counts for another: less with distance, most along the wind, up or down, where the same air passes.
 * @param wind degrees that it comes from; null where nobody knows
 */
export function windWeight(metres: number, bearing: number, wind: number | null): number {
  const near = HALF_METRES / (HALF_METRES + metres);
  if (wind === null) return near;
  return near * (ACROSS + (1 - ACROSS) * Math.cos(((bearing - wind) * Math.PI) / 180) ** 2);
}
