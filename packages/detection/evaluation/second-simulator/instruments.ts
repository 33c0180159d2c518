import { readAir } from './air.js';
import type { Moment } from './clock.js';
import { readHead, TransformerMeter, type FeederState } from './grid.js';
import { Noise } from './noise.js';
import type { Random } from './random.js';
import type { Readings, SecondThing } from './thing.js';
import { TrafficCount, type RoadMood } from './traffic.js';
import type { Around } from './trouble.js';
import type { Sky } from './weather.js';

/** What many Things share at a moment. */
export interface Common {
  readonly sky: Sky;
  readonly roads: readonly RoadMood[];
  readonly feeders: readonly FeederState[];
}

/** A Thing's sensors. Asked once in every step: they remember. */
export interface Instrument {
  readonly thing: SecondThing;
  readonly noise: Noise;
  /** Before anybody reads: what it does to others. */
  readonly prepare?: (moment: Moment, common: Common) => void;
  /** Every property that such a Thing can measure, unrounded, in the contract's units. */
  readonly read: (moment: Moment, common: Common, around: Around) => Readings;
}

export function instrumentOf(thing: SecondThing, intervalMs: number, random: Random): Instrument {
  const noise = new Noise(intervalMs, random);
  const { traits } = thing;
  switch (traits.kind) {
    case 'detector': {
      const count = new TrafficCount(traits, intervalMs);
      return {
        thing,
        noise,
        read: (moment, { sky, roads }, { blocked }) =>
          count.read(moment, sky, roads[traits.road.index], noise, blocked ?? null),
      };
    }
    case 'station':
      return { thing, noise, read: (moment, { sky }, { smoke }) => readAir(traits, moment, sky, noise, smoke ?? 0) };
    case 'transformer': {
      const meter = new TransformerMeter(traits, intervalMs);
      const { index } = traits.feeder;
      return {
        thing,
        noise,
        prepare: (moment, { sky, feeders }) => meter.ask(moment, sky, feeders[index], noise),
        read: (_, { sky, feeders }, { isDark }) => meter.read(sky, feeders[index], noise, isDark ?? false),
      };
    }
    case 'head':
      return {
        thing,
        noise,
        read: (_, { feeders }, { isDark }) => readHead(traits, feeders[traits.feeder.index], noise, isDark ?? false),
      };
  }
}
