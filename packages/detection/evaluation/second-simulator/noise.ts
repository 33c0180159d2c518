import type { Random } from './random.js';

const HALF_LIFE_MINUTES = [10, 90] as const;
const SIZE = [0.5, 1.5] as const;
/** Share of the sensors whose readings stray further than a normal distribution has it. */
const HEAVY_SHARE = 0.3;
/** Lasting and passing parts of a sensor's noise, as many as a Thing has subjects for. */
const PARTS = 6;

/** A first-order autoregressive process: mean 0, standard deviation 1, half forgotten after its half-life. */
export class Wander {
  value: number;
  private readonly kept: number;
  private readonly fresh: number;

  /** @param stepsToHalf the half-life in steps */
  constructor(
    stepsToHalf: number,
    private readonly random: Random,
  ) {
    this.kept = 0.5 ** (1 / stepsToHalf);
    this.fresh = Math.sqrt(1 - this.kept ** 2);
    this.value = random.normal();
  }

  step(): number {
    this.value = this.kept * this.value + this.fresh * this.random.normal();
    return this.value;
  }
}

/**
 * What a sensor's readings have beside what it measures: a part that wanders, with a half-life of its own, and one that is new with each
 * reading. Only that one is heavy-tailed: a real meter is far off for a reading or two, one that is so for an hour is out of order.
 */
export class Noise {
  readonly slow: number[];
  readonly fast: number[];
  /** Normal, standard deviation 1, whatever the sensor: how many of what is counted happen to come. */
  chance = 0;
  private readonly wanders: readonly Wander[];
  private readonly isHeavy: boolean;
  private readonly size: number;

  constructor(
    intervalMs: number,
    private readonly random: Random,
  ) {
    const halfLife = (random.between(...HALF_LIFE_MINUTES) * 60_000) / intervalMs;
    this.wanders = Array.from({ length: PARTS }, () => new Wander(halfLife, random));
    this.isHeavy = random.chance(HEAVY_SHARE);
    this.size = random.between(...SIZE);
    this.slow = new Array<number>(PARTS).fill(0);
    this.fast = new Array<number>(PARTS).fill(0);
  }

  step(): void {
    this.chance = this.random.normal();
    for (let i = 0; i < PARTS; i++) {
      this.slow[i] = this.size * this.wanders[i].step();
      this.fast[i] = this.size * (this.isHeavy ? this.random.heavy() : this.random.normal());
    }
  }
}
