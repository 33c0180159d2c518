/** Most voices that are ever heard at once. */
const MOST = 64;

/** What neighbours say, each with how much it counts (above 0). Reused: thousands are asked a second. */
export class Voices {
  private readonly values = new Float64Array(MOST);
  private readonly weights = new Float64Array(MOST);
  private readonly apart = new Float64Array(MOST);
  private readonly apartWeights = new Float64Array(MOST);
  size = 0;

  clear(): this {
    this.size = 0;
    return this;
  }

  /** Beyond 64 nobody is heard. */
  add(value: number, weight: number): void {
    if (this.size === MOST) return;
    insert(this.values, this.weights, this.size++, value, weight);
  }

  /** The value that half of the weight is below: the mean of the two in the middle where it falls between them. NaN of none. */
  get median(): number {
    return medianOf(this.values, this.weights, this.size);
  }

  /** The median of the distances from a value. */
  scatterAround(middle: number): number {
    for (let i = 0; i < this.size; i++)
      insert(this.apart, this.apartWeights, i, Math.abs(this.values[i] - middle), this.weights[i]);
    return medianOf(this.apart, this.apartWeights, this.size);
  }
}

/** Keeps the first `size` values in order. */
function insert(values: Float64Array, weights: Float64Array, size: number, value: number, weight: number): void {
  let at = size;
  for (; at > 0 && values[at - 1] > value; at--) {
    values[at] = values[at - 1];
    weights[at] = weights[at - 1];
  }
  values[at] = value;
  weights[at] = weight;
}

function medianOf(values: Float64Array, weights: Float64Array, size: number): number {
  let half = 0;
  for (let i = 0; i < size; i++) half += weights[i] / 2;
  let below = 0;
  for (let i = 0; i < size; i++) {
    below += weights[i];
    if (below > half + 1e-9) return values[i];
    if (below > half - 1e-9) return (values[i] + values[Math.min(i + 1, size - 1)]) / 2;
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
