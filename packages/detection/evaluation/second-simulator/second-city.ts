import { DAY, momentOf, START, type Moment } from './clock.js';
import { feederLoad, Regulator, type FeederState } from './grid.js';
import { instrumentOf, type Common, type Instrument } from './instruments.js';
import { Wander } from './noise.js';
import { placeThings } from './places.js';
import { Random } from './random.js';
import type { Feeder, Readings, SecondThing } from './thing.js';
import type { RoadMood } from './traffic.js';
import type { Around } from './trouble.js';
import { Weather, type Sky } from './weather.js';

const NOTHING: Around = {};
const HALF_LIFE_MS = { roadDay: DAY, roadMoment: 2_400_000, network: 7_200_000, feederMood: 3_600_000 } as const;
/** How far a report's moment strays from its place in the interval, share of it. */
const JITTER = 0.05;

/** What is to be read of a Thing in one step, were nothing lost on the way. */
export interface Reading {
  readonly thing: SecondThing;
  readonly time: number;
  readonly readings: Readings;
}

/**
 * A city of the second simulator: its Things, its weather, and what is to be read of them step by step. Everything but what goes wrong
 * is the same for a seed and interval, whatever goes wrong.
 */
export class SecondCity {
  readonly things: readonly SecondThing[];
  readonly steps: number;
  private readonly skies: readonly Sky[];
  private readonly instruments: readonly Instrument[];
  private readonly jitter: Random;
  private readonly roads: readonly { readonly day: Wander; readonly moment: Wander }[];
  private readonly feeders: readonly FeederCourse[];

  /** @param days from the beginning, whole ones */
  constructor(
    seed: number,
    readonly intervalMs: number,
    days: number,
  ) {
    this.things = placeThings(seed, intervalMs);
    this.steps = Math.floor((days * DAY) / intervalMs);
    const weather = new Weather(seed, intervalMs);
    this.skies = Array.from({ length: this.steps }, (_, i) => weather.step(momentOf(START + i * intervalMs)));
    this.instruments = this.things.map((thing, i) => instrumentOf(thing, intervalMs, new Random(seed, 1_000 + i)));
    this.jitter = new Random(seed, 6);
    const random = new Random(seed, 7);
    const wander = (part: keyof typeof HALF_LIFE_MS) => new Wander(HALF_LIFE_MS[part] / intervalMs, random);
    const traits = this.things.map((thing) => thing.traits);
    const roads = new Set(traits.flatMap((one) => (one.kind === 'detector' ? [one.road] : [])));
    const feeders = new Set(traits.flatMap((one) => (one.kind === 'head' ? [one.feeder] : [])));
    this.roads = [...roads].map(() => ({ day: wander('roadDay'), moment: wander('roadMoment') }));
    this.feeders = [...feeders].map(
      (feeder) => new FeederCourse(feeder, wander('network'), wander('feederMood'), random),
    );
  }

  /** The weather of a time within the city's days. */
  skyAt(time: number): Sky {
    const step = Math.floor((time - START) / this.intervalMs);
    return this.skies[Math.min(this.steps - 1, Math.max(0, step))];
  }

  /** What is to be read in a step, in the order of time. Steps are asked for one after the other, each once. */
  step(nth: number, around: (thing: SecondThing, time: number) => Around | null): Reading[] {
    const begin = START + nth * this.intervalMs;
    const moment = momentOf(begin);
    const sky = this.skies[nth];
    const common: Common = {
      sky,
      roads: this.roads.map(({ day, moment: now }): RoadMood => ({ day: day.step(), moment: now.step() })),
      feeders: this.feeders.map((feeder) => feeder.step(moment, sky)),
    };
    for (const { noise, prepare } of this.instruments) {
      noise.step();
      prepare?.(moment, common);
    }
    return this.instruments
      .map(({ thing, read }) => {
        const place = thing.phase + this.jitter.between(-JITTER, JITTER);
        const time = Math.round(begin + this.intervalMs * place);
        return { thing, time, readings: read(momentOf(time), common, around(thing, time) ?? NOTHING) };
      })
      .sort((a, b) => a.time - b.time);
  }
}

/** What a feeder's Things have in common, over time. */
class FeederCourse {
  private readonly regulator = new Regulator();

  constructor(
    private readonly feeder: Feeder,
    private readonly network: Wander,
    private readonly mood: Wander,
    private readonly random: Random,
  ) {}

  step(moment: Moment, sky: Sky): FeederState {
    const load = feederLoad(this.feeder, moment, sky);
    const voltage = this.regulator.step(load, this.network.step(), this.random.normal());
    return { voltage, mood: this.mood.step(), kilowatts: 0 };
  }
}
