import type { Channel, StepInput } from './channel.js';
import { ExpMean } from './exp-mean.js';
import type { BankState, Layout } from './layout.js';

/** 24 hours of two kinds of day. */
export const SLOTS = 48;
const DAY = 86_400_000;
/** Nothing is said in the first two days, and before an hour was seen a few times. */
const LEAST_AGE = 1.9 * DAY;

/** The value against the usual one of its hour, in that hour's own spread. */
export class HourSpreadChannel implements Channel {
  readonly #means: number;
  readonly #spreads: number;
  readonly #counts: number;
  readonly #overall: ExpMean;

  constructor(layout: Layout) {
    this.#means = layout.singles(SLOTS);
    this.#spreads = layout.singles(SLOTS);
    this.#counts = layout.singles(SLOTS);
    this.#overall = new ExpMean(layout, 0.002);
  }

  isKnown({ f32 }: BankState, { slot, age }: StepInput): boolean {
    return f32[this.#counts + slot] >= 3 && age > LEAST_AGE;
  }

  expected({ f32 }: BankState, { slot }: StepInput): number {
    return f32[this.#means + slot];
  }

  spread(state: BankState, { slot }: StepInput): number {
    return Math.max(state.f32[this.#spreads + slot], 0.25 * this.#overall.mean(state)) + 1e-9;
  }

  measure(state: BankState, input: StepInput): number {
    const off = input.value - this.expected(state, input);
    const deviation = this.isKnown(state, input) ? Math.abs(off) / this.spread(state, input) : 0;
    if (input.learn) this.#teach(state, input.slot, off);
    return deviation;
  }

  #teach(state: BankState, slot: number, off: number): void {
    const { f32 } = state;
    const count = f32[this.#counts + slot];
    const bound = 4 * (f32[this.#spreads + slot] + 0.25 * this.#overall.mean(state) + 1e-9);
    const lesson = count >= 3 ? Math.max(-bound, Math.min(bound, off)) : off;
    const share = Math.max(0.15, 1 / (count + 1));
    f32[this.#means + slot] += share * lesson;
    // Mean absolute deviation times 1.25 is the standard deviation of a normal one.
    f32[this.#spreads + slot] += share * (1.25 * Math.abs(lesson) - f32[this.#spreads + slot]);
    f32[this.#counts + slot] = Math.min(count + 1, 60_000);
    this.#overall.push(state, Math.abs(lesson));
  }
}

/** The value against the usual one of its hour, in its own unit: one scale for the whole day. */
export class HourDeviationChannel implements Channel {
  readonly #means: number;
  readonly #counts: number;
  readonly #scale: ExpMean;

  constructor(layout: Layout) {
    this.#means = layout.singles(SLOTS);
    this.#counts = layout.singles(SLOTS);
    this.#scale = new ExpMean(layout, 0.005);
  }

  measure(state: BankState, { value, slot, age, learn }: StepInput): number {
    const { f32 } = state;
    const count = f32[this.#counts + slot];
    const known = count >= 2 && age > LEAST_AGE;
    const off = value - f32[this.#means + slot];
    if (learn) {
      const bound = known && this.#scale.weight(state) > 30 ? 4 * (this.#scale.mean(state) + 1e-9) : Infinity;
      if (known) this.#scale.push(state, Math.min(Math.abs(off), bound));
      f32[this.#means + slot] += Math.max(0.2, 1 / (count + 1)) * Math.max(-bound, Math.min(bound, off));
      f32[this.#counts + slot] = Math.min(count + 1, 60_000);
    }
    return known ? Math.abs(off) : 0;
  }
}
