/** What the y axis of a chart spans, in shown units. `broken` says that it does not reach zero: the chart must draw the break and say where it starts. */
export interface ValueAxis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  readonly broken: boolean;
}

/** Data that reaches below this share of its maximum gets an axis from zero: little room is lost, and nothing is exaggerated. */
const NEAR_ZERO = 0.4;

/** The step of a readable axis (1, 2, 2.5 or 5 times a power of ten) with at most `most` intervals over `span`. */
export function niceStep(span: number, most: number): number {
  if (!(span > 0) || !Number.isFinite(span)) return 1;
  const rough = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  // 1e-9: 0.3 / 3 is a hair above 0.1 in floating point.
  const factor = [1, 2, 2.5, 5].find((f) => f * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** A multiple of a step without the dust of floating point (0.30000000000000004). */
const clean = (value: number): number => Number(value.toPrecision(12));

/** The multiples of `step` from min to max, both included. */
export function ticksBetween(min: number, max: number, step: number): number[] {
  const ticks: number[] = [];
  const first = Math.ceil(min / step - 1e-9);
  for (let i = first; i * step <= max + step * 1e-9; i++) ticks.push(clean(i * step));
  return ticks;
}

/**
 * Axis of a line chart (design/ui.md §6): it shows every value, so also the whole expected band; it starts at zero where
 * zero is near, else it is broken. `values` in any order; those that are not finite are ignored; none gives 0–1.
 * @param intervals about how many intervals between ticks fit the height
 */
export function planLineAxis(values: Iterable<number>, intervals: number): ValueAxis {
  const [low, high] = extent(values);
  if (low > high) return { min: 0, max: 1, ticks: [0, 1], broken: false };
  const fromZero = low >= 0 && low <= NEAR_ZERO * high;
  const toZero = high <= 0 && high >= NEAR_ZERO * low;
  let bottom = fromZero ? 0 : low;
  let top = toZero ? 0 : high;
  if (top === bottom) {
    // A constant still needs a height; one tenth of it reads as "flat" and not as noise.
    const pad = Math.abs(top) * 0.1 || 1;
    bottom = bottom === 0 ? 0 : bottom - pad;
    top = top === 0 && bottom < 0 ? 0 : top + pad;
  }
  const [min, max, step] = tightest(bottom, top, intervals);
  return { min, max, ticks: ticksBetween(min, max, step), broken: min > 0 || max < 0 };
}

/** Ends and step of an axis over a span. One interval more than asked is taken where it wastes less height: 0–60 for 55, not 0–100. */
function tightest(bottom: number, top: number, intervals: number): [min: number, max: number, step: number] {
  const spans = [intervals, intervals * 1.5, intervals * 2].map((most): [number, number, number] => {
    const step = niceStep(top - bottom, most);
    return [clean(Math.floor(bottom / step + 1e-9) * step), clean(Math.ceil(top / step - 1e-9) * step), step];
  });
  const room = spans.filter(([min, max, step], i) => i === 0 || (max - min) / step <= intervals + 1 + 1e-9);
  // The first of equals: its steps are the widest.
  return room.reduce((best, span) => (span[1] - span[0] < (best[1] - best[0]) * (1 - 1e-9) ? span : best));
}

/** Axis of bars: zero is always on it, and changes to either side are drawn to the same scale. */
export function planBarAxis(values: Iterable<number>, signed: boolean): ValueAxis {
  const [low, high] = extent(values);
  const reach = low > high ? 0 : Math.max(Math.abs(low), Math.abs(high));
  if (reach === 0) return { min: signed ? -1 : 0, max: 1, ticks: signed ? [-1, 0, 1] : [0, 1], broken: false };
  const max = clean(Math.ceil(reach / niceStep(reach, 2) - 1e-9) * niceStep(reach, 2));
  return { min: signed ? -max : 0, max, ticks: signed ? [-max, 0, max] : [0, max], broken: false };
}

function extent(values: Iterable<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
