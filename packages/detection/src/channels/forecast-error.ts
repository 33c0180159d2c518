import type { Channel, StepInput } from './channel.js';
import { ExpMean } from './exp-mean.js';
import type { BankState, Layout } from './layout.js';
import { Ring } from './ring.js';

const ORDER = 8;
/** Error of the last steps that is averaged. */
const STEPS = 10;
const LEARNING_RATE = 0.05;
/** At the first step the forecast is nine tenths of the last value. */
const FIRST_WEIGHT = 0.9;
const clamp = (x: number, most: number) => (x > most ? most : x < -most ? -most : x);

/** Mean absolute error of a linear forecast from the last eight steps, learnt as it goes (normalised least mean squares). */
export class ForecastErrorChannel implements Channel {
  readonly #past: Ring;
  readonly #level: ExpMean;
  readonly #weights: number;
  readonly #errors: Ring;

  constructor(layout: Layout) {
    this.#past = new Ring(layout, ORDER);
    this.#level = new ExpMean(layout, 0.01);
    this.#weights = layout.singles(ORDER);
    this.#errors = new Ring(layout, STEPS);
  }

  measure(state: BankState, input: StepInput): number {
    const deviation = this.#level.deviation(state) + 1e-9;
    const error = this.#past.isFull(state) ? this.#forecast(state, input, deviation) : 0;
    this.#past.push(state, input.value);
    if (input.learn) this.#level.push(state, input.value);
    this.#errors.push(state, Math.abs(error) * deviation);
    return this.#errors.isFull(state) ? this.#errors.mean(state) : 0;
  }

  /** The error in deviations. What teaches is bounded, so that one wild value cannot spoil the weights. */
  #forecast(state: BankState, { value, learn }: StepInput, deviation: number): number {
    const { f32 } = state;
    const mean = this.#level.mean(state);
    const first = this.#weights;
    let forecast = 0;
    let power = 1e-3;
    for (let i = 0; i < ORDER; i++) {
      const x = clamp((this.#past.at(state, i) - mean) / deviation, 8);
      forecast += (f32[first + i] + (i === 0 ? FIRST_WEIGHT : 0)) * x;
      power += x * x;
    }
    const now = (value - mean) / deviation;
    if (learn) {
      const share = (LEARNING_RATE * clamp(clamp(now, 8) - forecast, 3)) / power;
      for (let i = 0; i < ORDER; i++) f32[first + i] += share * clamp((this.#past.at(state, i) - mean) / deviation, 8);
    }
    return now - forecast;
  }
}
