import { Random } from './random.js';
import type { Readings, SecondThing } from './thing.js';
import { eventOf, type Span, type Trouble } from './trouble.js';

/** What a sensor that is out of order makes of a true reading. */
interface Wrong {
  readonly times?: readonly [least: number, most: number];
  readonly plus?: readonly [least: number, most: number];
}

const RATIO: readonly Wrong[] = [{ times: [0.45, 0.55] }, { times: [1.8, 2.2] }];
/** Ways in which sensors of a property go wrong, as big as such faults are; a drift ends where a shift begins at once. */
const WAYS: Readonly<Record<string, readonly Wrong[]>> = {
  // A radar that was turned away measures the cosine; a loop that is too sensitive sees every vehicle twice.
  speed: [{ times: [0.6, 0.75] }],
  flow: [{ times: [1.6, 2] }],
  occupancy: [{ times: [1.6, 2] }],
  // A fouled optic reads more, a blocked inlet less.
  pm25: [{ times: [2, 3] }, { times: [0.3, 0.45] }],
  pm10: [{ times: [2, 3] }, { times: [0.3, 0.45] }],
  no2: [{ times: [1.8, 2.5] }],
  o3: [{ times: [0.4, 0.6] }],
  // The fan of a radiation shield stopped; a wet sensor; a dry bearing.
  temperature: [{ plus: [6, 10] }],
  humidity: [{ plus: [20, 30] }],
  windSpeed: [{ times: [0.2, 0.4] }],
  // A loose neutral; a current transformer of half or twice the ratio.
  voltage: [{ times: [0.88, 0.93] }],
  current: RATIO,
  activePower: RATIO,
  load: RATIO,
  transformerTemperature: [{ plus: [25, 40] }],
};
/** What electric noise does to single readings. */
const SPIKES: Readonly<Record<string, Wrong>> = {
  speed: { times: [0.15, 0.35] },
  flow: { times: [3, 6] },
  pm25: { times: [3, 6] },
  pm10: { times: [3, 6] },
  no2: { times: [3, 6] },
  current: { times: [3, 6] },
  activePower: { times: [3, 6] },
};
const SPIKY_SHARE = 0.6;
const CODES = [999, -1, -9_999] as const;

type Maker = (things: readonly SecondThing[], span: Span, random: Random) => Trouble;

/** The drawn error, a share of it: 1 is all. */
function errorOf({ times, plus }: Wrong, random: Random): (reading: number, share: number) => number {
  const factor = times === undefined ? 1 : random.between(...times);
  const offset = plus === undefined ? 0 : random.between(...plus);
  return (reading, share) => reading * (1 + (factor - 1) * share) + offset * share;
}

/** A Thing with one of these properties, and which. */
function pickOf(things: readonly SecondThing[], known: object, random: Random): readonly [SecondThing, string] {
  const candidates = things.filter(({ metadata }) => metadata.properties.some((id) => id in known));
  const thing = random.pick(candidates);
  return [thing, random.pick(thing.metadata.properties.filter((id) => id in known))];
}

const during =
  ({ from, to }: Span, spoil: NonNullable<Trouble['spoil']>): NonNullable<Trouble['spoil']> =>
  (readings, last, time) =>
    time >= from && time < to ? spoil(readings, last, time) : readings;

const aloneOf = (span: Span, thing: SecondThing, properties: readonly string[]) => [
  { ...span, thing: thing.metadata.thing, properties },
];

/** A whole sensor that repeats its last report, or one reading of it that does. */
export const stuck: Maker = (things, span, random) => {
  const thing = random.pick(things);
  const all = thing.metadata.properties;
  const properties = random.chance(0.5) ? all : [random.pick(all)];
  let held: Readings | null = null;
  return {
    event: eventOf('stuck', span, aloneOf(span, thing, properties)),
    spoil: during(span, (readings, last) => {
      held ??= Object.fromEntries(properties.map((id) => [id, last[id] ?? readings[id]]));
      return { ...readings, ...held };
    }),
  };
};

/** One property that goes wrong more and more. */
export const drift: Maker = (things, span, random) => {
  const [thing, property] = pickOf(things, WAYS, random);
  const error = errorOf(random.pick(WAYS[property]), random);
  return {
    event: eventOf('drift', span, aloneOf(span, thing, [property])),
    spoil: during(span, (readings, _, time) => {
      const share = (time - span.from) / (span.to - span.from);
      return { ...readings, [property]: error(readings[property], share) };
    }),
  };
};

/** One property that is wrong from one report to the next. */
export const levelShift: Maker = (things, span, random) => {
  const [thing, property] = pickOf(things, WAYS, random);
  const error = errorOf(random.pick(WAYS[property]), random);
  return {
    event: eventOf('level-shift', span, aloneOf(span, thing, [property])),
    spoil: during(span, (readings) => ({ ...readings, [property]: error(readings[property], 1) })),
  };
};

/** Three of five readings of a property that are far off, each by as much as the others. */
export const spike: Maker = (things, span, random) => {
  const [thing, property] = pickOf(things, SPIKES, random);
  const error = errorOf(SPIKES[property], random);
  const own = new Random(random.next() * 2 ** 32, 4);
  return {
    event: eventOf('spike', span, aloneOf(span, thing, [property])),
    spoil: during(span, (readings) =>
      own.chance(SPIKY_SHARE) ? { ...readings, [property]: error(readings[property], 1) } : readings,
    ),
  };
};

/** A sensor that says nothing. */
export const gap: Maker = (things, span, random) => {
  const thing = random.pick(things);
  return {
    event: eventOf('gap', span, aloneOf(span, thing, thing.metadata.properties)),
    spoil: during(span, () => null),
  };
};

/** A sensor that says a number which stands for "no reading". */
export const errorCode: Maker = (things, span, random) => {
  const thing = random.pick(things);
  const code = random.pick(CODES);
  const { properties } = thing.metadata;
  return {
    event: eventOf('error-code', span, aloneOf(span, thing, properties)),
    spoil: during(span, () => Object.fromEntries(properties.map((id) => [id, code]))),
  };
};
