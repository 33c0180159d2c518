import { OWN_UNIT, UNKNOWN, type Channel, type Step } from './channel.js';
import { ExpMean } from './exp-mean.js';
import type { BankState, Layout } from './layout.js';
import { Ring } from './ring.js';

/** Steps that a forecast is made from. */
export const ORDER = 8;
/** Error of the last steps that is averaged. */
const STEPS = 10;
const LEARNING_RATE = 0.05;
/** Before anything is learnt the forecast is nine tenths of the last value. */
const FIRST_WEIGHT = 0.9;
/** Bounds, in deviations, of what goes into a forecast and of an error that teaches: one wild value must not spoil the weights. */
const MOST = 8;
const MOST_ERROR = 3;

const clamp = (x: number, most: number) => (x > most ? most : x < -most ? -most : x);

/** Mean absolute error of a linear forecast from the last eight steps, learnt as it goes (normalised least mean squares). */
export class ForecastErrorChannel implements Channel {
  readonly leastExcess = OWN_UNIT;
  readonly #level: ExpMean;
  readonly #weights: number;
  readonly #errors: Ring;

  /** @param window of `recent` that holds ORDER steps and the present one */
  constructor(
    layout: Layout,
    readonly recent: Ring,
    readonly window: number,
  ) {
    this.#level = new ExpMean(layout, 0.01);
    this.#weights = layout.singles(ORDER);
    this.#errors = new Ring(layout, [STEPS]);
  }

  measure(state: BankState, step: Step): number {
    const deviation = this.#level.deviation(state) + 1e-9;
    if (step.missed > 0) this.#errors.skip(state, step.missed);
    const error = this.recent.isFull(state, this.window) ? this.#error(state, step, deviation) : 0;
    if (step.learn) this.#level.push(state, step.value);
    this.#errors.push(state, Math.abs(error) * deviation);
    return this.#errors.isReady(state, 0) ? this.#errors.mean(state, 0) : UNKNOWN;
  }

  /** The forecast's error in deviations; teaches the weights. */
  #error(state: BankState, { value, learn }: Step, deviation: number): number {
    const { f32 } = state;
    const mean = this.#level.mean(state);
    const first = this.#weights;
    let forecast = 0;
    let power = 1e-3;
    for (let i = 0; i < ORDER; i++) {
      const x = clamp((this.recent.at(state, i + 1) - mean) / deviation, MOST);
      forecast += (f32[first + i] + (i === 0 ? FIRST_WEIGHT : 0)) * x;
      power += x * x;
    }
    const now = (value - mean) / deviation;
    if (learn) {
      const share = (LEARNING_RATE * clamp(clamp(now, MOST) - forecast, MOST_ERROR)) / power;
      for (let i = 0; i < ORDER; i++)
        f32[first + i] += share * clamp((this.recent.at(state, i + 1) - mean) / deviation, MOST);
    }
    return now - forecast;
  }
}
