import { HOUR, MINUTE, momentOf } from './clock.js';
import type { Random } from './random.js';
import { offsetOf, type Detector, type SecondThing, type Station } from './thing.js';
import { queueGrowth, usualDemand, WAVE_KMH } from './traffic.js';
import { eventOf, type Around, type Span, type Trouble } from './trouble.js';
import type { Sky } from './weather.js';

/** The usual wind of a moment. */
export type SkyAt = (time: number) => Sky;

/** A crash takes lanes away; a third to three fifths of the capacity is left. */
const LEFT = [0.3, 0.55] as const;
/** Demand beside what is left: less would make a queue that nobody notices. */
const CROWDED = 1.4;
/** Metres behind, where drivers have left the road, and ahead, where others have joined it. */
const LONGEST_QUEUE = 3_000;
const AHEAD = 2_000;

/** A plume from the ground: µg/m³ of PM2.5 in its middle at 500 m, and how it widens, metres each metre. */
const SMOKE = [150, 400] as const;
const WIDENS = 0.15;
const RISE = 10 * MINUTE;
/** µg/m³ that a station must be given to be asked for it, and to be touched at all. */
const SMOKE_SEEN = 20;
const SMOKE_TOUCHES = 2;

const isDetector = (thing: SecondThing): thing is SecondThing & { traits: Detector } =>
  thing.traits.kind === 'detector';
const isStation = (thing: SecondThing): thing is SecondThing & { traits: Station } => thing.traits.kind === 'station';
const metresIn = (ms: number, kmh: number): number => (ms / HOUR) * kmh * 1_000;
const msFor = (metres: number, kmh: number): number => (metres / 1_000 / kmh) * HOUR;

/**
 * A crash: behind it a queue grows as a shock wave, out of which only what gets past flows, and dissolves from its front; ahead of it
 * only that much drives on. null where the road is too empty for a queue, or no detector is behind it.
 */
export function crash(things: readonly SecondThing[], span: Span, random: Random): Trouble | null {
  const detectors = things.filter(isDetector);
  const { road } = random.pick(detectors).traits;
  const mine = detectors.filter(({ traits }) => traits.road === road);
  const at = random.between(positionOf(mine[2]), positionOf(mine[mine.length - 2]));
  const left = random.between(...LEFT);
  const nearest = mine.filter((thing) => positionOf(thing) <= at).at(-1) ?? mine[0];
  const demands = [0, 0.5, 1].map((share) =>
    usualDemand(nearest.traits, momentOf(span.from + share * (span.to - span.from))),
  );
  if (Math.min(...demands) < CROWDED * left) return null;
  const growth = queueGrowth(nearest.traits, demands[0], left);
  const longest = Math.min(LONGEST_QUEUE, metresIn(span.to - span.from, growth));
  const reached = mine.flatMap((thing) => {
    const ahead = positionOf(thing) - at;
    if (ahead > AHEAD || -ahead >= longest) return [];
    const free = thing.traits.road.freeSpeed;
    const [begins, ends] = ahead > 0 ? [free, free] : [growth, WAVE_KMH];
    const distance = Math.abs(ahead);
    return [{ thing, ahead, from: span.from + msFor(distance, begins), to: span.to + msFor(distance, ends) }];
  });
  const truth = reached.flatMap(({ thing: { metadata }, ahead, from, to }) => {
    const properties = metadata.properties.filter((id) => ahead <= 0 || id === 'flow');
    return properties.length === 0 ? [] : [{ thing: metadata.thing, properties, from, to }];
  });
  if (!reached.some(({ ahead }) => ahead <= 0)) return null;
  const byThing = new Map(reached.map((entry) => [entry.thing.metadata.thing, entry]));
  return {
    event: eventOf('crash', span, truth, [...byThing.keys()]),
    around: ({ metadata }, time) => {
      const entry = byThing.get(metadata.thing);
      if (entry === undefined || time < entry.from || time >= entry.to) return null;
      return { blocked: { side: entry.ahead > 0 ? 'ahead' : 'behind', left } };
    },
  };
}

const positionOf = ({ metadata }: SecondThing): number => metadata.road?.position ?? 0;

/** A breaker opens: all transformers of a feeder are dark, and its head feeds nobody, at the voltage of its bus. */
export function feederFault(things: readonly SecondThing[], span: Span, random: Random): Trouble {
  const heads = things.filter(({ traits }) => traits.kind === 'head');
  const { id } = random.pick(heads).metadata.feeder ?? { id: '' };
  const mine = things.filter(({ metadata }) => metadata.feeder?.id === id);
  const truth = mine.map(({ metadata: { thing, properties }, traits: { kind } }) => ({
    ...span,
    thing,
    properties: kind === 'head' ? ['activePower'] : properties.filter((of) => of !== 'transformerTemperature'),
  }));
  const dark = new Set(truth.map(({ thing }) => thing));
  return {
    event: eventOf('feeder-fault', span, truth),
    around: ({ metadata: { thing } }, time) =>
      dark.has(thing) && time >= span.from && time < span.to ? { isDark: true } : null,
  };
}

/**
 * A fire a few hundred metres upwind of a station that measures fine dust. Its plume goes where the wind of the moment goes; truth are the
 * stations that it gives 20 µg/m³ or more. null where the wind turns away before that.
 */
export function fire(things: readonly SecondThing[], span: Span, random: Random, sky: SkyAt): Trouble | null {
  const stations = things.filter(isStation).filter(({ metadata }) => metadata.properties.includes('pm25'));
  const near = random.pick(stations).metadata;
  const { east, north, windSpeed } = sky(span.from);
  const away = random.between(400, 1_200) / windSpeed;
  const source = { ...near };
  const [metresEast, metresNorth] = offsetOf(near, {
    ...near,
    longitude: near.longitude + 1,
    latitude: near.latitude + 1,
  });
  source.longitude -= (east * away) / metresEast;
  source.latitude -= (north * away) / metresNorth;
  const strength = random.between(...SMOKE);
  const smokeAt = (thing: SecondThing, time: number): number => {
    const share = Math.min(1, (time - span.from) / RISE, (span.to - time) / RISE);
    if (share <= 0) return 0;
    const [x, y] = offsetOf(source, thing.metadata);
    const { east: u, north: v, windSpeed: speed } = sky(time);
    const along = (x * u + y * v) / speed;
    if (along < 100) return 0;
    const across = (x * v - y * u) / speed;
    const width = 60 + WIDENS * along;
    return share * strength * (500 / along) ** 1.2 * Math.exp(-((across / width) ** 2) / 2);
  };
  const courses = stations.map((thing) => {
    const times = Array.from({ length: Math.floor((span.to - span.from) / MINUTE) }, (_, i) => span.from + i * MINUTE);
    const course = times.map((time) => ({ time, smoke: smokeAt(thing, time) }));
    return { thing, course, most: Math.max(...course.map(({ smoke }) => smoke)) };
  });
  const truth = courses
    .filter(({ most }) => most >= SMOKE_SEEN)
    .map(({ thing: { metadata }, course }) => {
      const seen = course.filter(({ smoke }) => smoke >= SMOKE_SEEN / 2);
      const properties = metadata.properties.filter((id) => id === 'pm25' || id === 'pm10');
      return { thing: metadata.thing, properties, from: seen[0].time, to: seen[seen.length - 1].time + MINUTE };
    });
  if (truth.length === 0) return null;
  const touched = courses.filter(({ most }) => most >= SMOKE_TOUCHES).map(({ thing: { metadata } }) => metadata.thing);
  const around = (thing: SecondThing, time: number): Around | null => {
    const smoke = isStation(thing) ? smokeAt(thing, time) : 0;
    return smoke > 0 ? { smoke } : null;
  };
  return { event: eventOf('fire', span, truth, touched), around };
}
