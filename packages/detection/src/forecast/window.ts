import { AUX_AT, F, RING, STATUS, type ForecastLane } from './lane.js';
import { FEATURES, WINDOW } from './forecaster.js';

const HOUR = 3_600_000;
const DAY = 86_400_000;
/** Hours that the spread remembers: a week. */
const MEMORY_HOURS = 168;
/** Steps before the spread bounds what an outlier may teach it. */
const WARM = 24;
/** Outliers count as so many spreads; inputs are bounded by as many. */
const OUTLIER = 4;
const BOUND = 8;
/** Steps whose length changes by more than this factor cannot be compared: the window begins anew. */
const MOST_LONGER = 1.4;
/** A mean absolute deviation of a normal distribution is this share of its standard deviation. */
const MAD_TO_SD = 1.2533;

/** What the profile says of one step. */
export interface Expectation {
  /** In the property's unit. */
  readonly base: number;
  readonly spread: number;
  /** Local time of the step's middle, ms; 1 on weekends and holidays. */
  readonly local: number;
  readonly dayType: number;
  /** Hours that the profile has learnt this hour of the day for. */
  readonly known: number;
}

export interface WindowStep {
  /** Its middle, ms, and the usual time between two. */
  readonly time: number;
  readonly stepMs: number;
  readonly value: number;
  /** The property's resolution. */
  readonly resolution: number;
  readonly now: Expectation;
  readonly next: Expectation;
}

/** Steps that a time is after the window's newest one; 0 where they cannot be compared. */
export function stepsSince({ f64 }: ForecastLane, { time, stepMs }: Pick<WindowStep, 'time' | 'stepMs'>): number {
  const usual = f64[F.stepMs];
  if (usual === 0 || stepMs > usual * MOST_LONGER || stepMs < usual / MOST_LONGER) return 0;
  return Math.max(1, Math.round((time - f64[F.time]) / usual));
}

/** Puts a step at the window's end: holes before it become steps that nothing is known of. A forecast is then wanted. */
export function pushStep(lane: ForecastLane, step: WindowStep, residual: number, learn: boolean): void {
  const { f64, f32 } = lane;
  const since = stepsSince(lane, step);
  if (since === 0) restart(lane, step);
  const passed = since === 0 ? 1 : Math.min(WINDOW, since);
  f32.copyWithin(RING, RING + passed, RING + WINDOW);
  f32.fill(NaN, RING + WINDOW - passed, RING + WINDOW);
  f32[RING + WINDOW - 1] = residual;
  f64[F.time] = step.time;
  if (learn && !Number.isNaN(residual)) learnSpread(lane, step, residual);
  writeAux(lane, step);
  f64[F.base] = step.next.base;
  f64[F.status] = f64[F.count] >= WARM ? STATUS.wanted : STATUS.none;
}

function restart({ f64, f32 }: ForecastLane, { stepMs }: WindowStep): void {
  f32.fill(NaN, RING, RING + WINDOW);
  f64[F.stepMs] = stepMs;
  f64[F.count] = 0;
}

function learnSpread({ f64 }: ForecastLane, { stepMs, resolution }: WindowStep, residual: number): void {
  const count = ++f64[F.count];
  const limit = count > WARM ? OUTLIER * f64[F.spread] : Infinity;
  const rate = Math.max(1 / count, stepMs / HOUR / MEMORY_HOURS);
  f64[F.spread] += rate * (MAD_TO_SD * Math.min(limit, Math.abs(residual)) - f64[F.spread]);
  // A sensor that never moves would make every step of its last digit an event.
  f64[F.spread] = Math.max(f64[F.spread], resolution / 2, 1e-9);
}

function writeAux({ f64, f32 }: ForecastLane, { now, next, stepMs, resolution, value }: WindowStep): void {
  const spread = f64[F.spread] || 1;
  const angle = (2 * Math.PI * (((next.local % DAY) + DAY) % DAY)) / DAY;
  const values = [
    Math.sin(angle),
    Math.cos(angle),
    Math.sin(2 * angle),
    Math.cos(2 * angle),
    next.dayType,
    Math.log2(stepMs / 300_000) / 4,
    bounded((next.base - now.base) / spread, 4),
    bounded(Math.log(Math.max(next.spread, 1e-9) / spread), 3),
    bounded(Math.log(resolution / spread), 3),
    bounded(Math.log1p(Math.abs(next.base) / spread) / 4, 2),
    bounded(Math.log1p(next.known) / 3, 1),
    bounded(Math.log1p(Math.abs(value) / spread) / 4, 2),
  ];
  for (let i = 0; i < values.length; i++) f32[AUX_AT + i] = Number.isFinite(values[i]) ? values[i] : 0;
}

const bounded = (value: number, most: number): number => Math.min(most, Math.max(-most, value));

/** Writes the row of input that a lane's next forecast is made from. */
export function writeRow({ f64, f32 }: ForecastLane, out: Float32Array, at: number): void {
  const spread = f64[F.spread];
  for (let i = 0; i < WINDOW; i++) {
    const residual = f32[RING + i];
    const known = !Number.isNaN(residual);
    out[at + i] = known ? bounded(residual / spread, BOUND) : 0;
    out[at + WINDOW + i] = known ? 1 : 0;
  }
  for (let i = 2 * WINDOW; i < FEATURES; i++) out[at + i] = f32[AUX_AT + i - 2 * WINDOW];
}

/** True while a forecast is to be made from the window. */
export const isForecastWanted = ({ f64 }: ForecastLane): boolean => f64[F.status] === STATUS.wanted;

/** What a perfect forecast of the next step would be, were it `value`: its residual in spreads. */
export const nextTarget = ({ f64 }: ForecastLane, value: number): number => (value - f64[F.base]) / f64[F.spread];
