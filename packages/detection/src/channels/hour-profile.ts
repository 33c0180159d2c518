import { OWN_UNIT, UNKNOWN, type Channel, type Step } from './channel.js';
import { ExpMean } from './exp-mean.js';
import type { BankState, Layout } from './layout.js';
import { Ring } from './ring.js';

/** 24 hours of two kinds of day. */
const SLOTS = 48;
const DAY = 86_400_000;
/** Nothing is said of an hour in the first two days, and before it was seen a few times. */
const LEAST_AGE = 1.9 * DAY;
const LEAST_SEEN = 3;
/** Counts stand in bytes, and nothing depends on more than the first few. */
const MOST_SEEN = 255;

/** The usual value of each hour and its spread; a lesson is bounded by four spreads. */
export class HourProfile {
  readonly #means: number;
  readonly #spreads: number;
  readonly #seen: number;
  readonly #overall: ExpMean;

  constructor(layout: Layout) {
    this.#means = layout.singles(SLOTS);
    this.#spreads = layout.singles(SLOTS);
    this.#seen = layout.bytes(SLOTS);
    this.#overall = new ExpMean(layout, 0.002);
  }

  /** Notes in the step what the hour says of it, then learns from it. */
  watch(state: BankState, step: Step): void {
    const { f32, u8 } = state;
    const overall = 0.25 * this.#overall.mean(state);
    const seen = u8[this.#seen + step.slot];
    step.hourOff = step.value - f32[this.#means + step.slot];
    step.hourExpected = this.#between(state, step);
    step.hourKnown = seen >= LEAST_SEEN && step.age > LEAST_AGE;
    step.hourSpread = Math.max(f32[this.#spreads + step.slot], overall) + 1e-9;
    if (!step.learn) return;
    const bound = 4 * (f32[this.#spreads + step.slot] + overall + 1e-9);
    const lesson = seen >= LEAST_SEEN ? Math.max(-bound, Math.min(bound, step.hourOff)) : step.hourOff;
    const share = Math.max(0.15, 1 / (seen + 1));
    f32[this.#means + step.slot] += share * lesson;
    // Mean absolute deviation times 1.25 is the standard deviation of a normal one.
    f32[this.#spreads + step.slot] += share * (1.25 * Math.abs(lesson) - f32[this.#spreads + step.slot]);
    u8[this.#seen + step.slot] = Math.min(seen + 1, MOST_SEEN);
    this.#overall.push(state, Math.abs(lesson));
  }

  /**
   * What an operator would expect: a rush hour's slope is no deviation. The channels go by the hour itself all the same, because
   * schedules switch at full hours and each has its own tail to know slopes by.
   */
  #between({ f32, u8 }: BankState, { slot, fraction }: Step): number {
    const hour = slot % 24;
    const next = slot - hour + ((hour + (fraction < 0.5 ? 23 : 1)) % 24);
    const share = u8[this.#seen + next] >= LEAST_SEEN ? Math.abs(fraction - 0.5) : 0;
    return (1 - share) * f32[this.#means + slot] + share * f32[this.#means + next];
  }
}

/** How far one value is off its hour, in that hour's own spread. */
export class HourSpreadChannel implements Channel {
  readonly leastExcess = 0.2;

  measure(_: BankState, { hourKnown, hourOff, hourSpread }: Step): number {
    return hourKnown ? Math.abs(hourOff) / hourSpread : UNKNOWN;
  }
}

/** Two hours' mean of how far the values are off their hours: shifts and drifts that the day's own course would hide. */
export class HourLevelChannel implements Channel {
  readonly leastExcess = OWN_UNIT;
  readonly #offs: Ring;

  constructor(layout: Layout, steps: number) {
    this.#offs = new Ring(layout, [steps]);
  }

  measure(state: BankState, { hourKnown, hourOff, missed }: Step): number {
    if (missed > 0) this.#offs.skip(state, missed);
    if (!hourKnown) return UNKNOWN;
    this.#offs.push(state, hourOff);
    return this.#offs.isReady(state, 0) ? Math.abs(this.#offs.mean(state, 0)) : UNKNOWN;
  }
}

/** How far one value is off its hour in its own unit, by a profile that learns faster: one scale for the whole day. */
export class HourDeviationChannel implements Channel {
  readonly leastExcess = OWN_UNIT;
  readonly #means: number;
  readonly #seen: number;
  readonly #scale: ExpMean;

  constructor(layout: Layout) {
    this.#means = layout.singles(SLOTS);
    this.#seen = layout.bytes(SLOTS);
    this.#scale = new ExpMean(layout, 0.005);
  }

  measure(state: BankState, { value, slot, age, learn }: Step): number {
    const { f32, u8 } = state;
    const seen = u8[this.#seen + slot];
    const known = seen >= 2 && age > LEAST_AGE;
    const off = value - f32[this.#means + slot];
    if (learn) {
      const bound = known && this.#scale.weight(state) > 30 ? 4 * (this.#scale.mean(state) + 1e-9) : Infinity;
      if (known) this.#scale.push(state, Math.min(Math.abs(off), bound));
      f32[this.#means + slot] += Math.max(0.2, 1 / (seen + 1)) * Math.max(-bound, Math.min(bound, off));
      u8[this.#seen + slot] = Math.min(seen + 1, MOST_SEEN);
    }
    return known ? Math.abs(off) : UNKNOWN;
  }
}
