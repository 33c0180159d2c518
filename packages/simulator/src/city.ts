import type { ThingMetadata } from '@citywatch/contracts';
import { loadLand, loadPlaces, loadRoads, type Place } from './chicago/decode.js';
import { createZone } from './local-time.js';
import { createMoments, daysOf, type Moment } from './moment.js';
import { placeAir } from './place-air.js';
import { placeGrid } from './place-grid.js';
import { placeTraffic } from './place-traffic.js';
import type { SimulatedThing, TrafficThing } from './simulated-thing.js';

export interface CityOptions {
  /** Same seed, same city. A whole number from 0 to 2^32 − 1. */
  readonly seed: number;
  /** How many Things, MIN_SENSORS to MAX_SENSORS. */
  readonly sensors: number;
  /** IANA name; the clock that rush hours follow. */
  readonly timeZone?: string;
  /** Local dates such as 2026-11-26 on which people do as on a Sunday; by default none. */
  readonly holidays?: readonly string[];
}

export interface City {
  readonly seed: number;
  readonly timeZone: string;
  readonly things: readonly SimulatedThing[];
  readonly byId: ReadonlyMap<string, SimulatedThing>;
  /** Detectors of each carriageway, in the direction of travel. */
  readonly byRoad: ReadonlyMap<string, readonly TrafficThing[]>;
  /** Indices of the Things fed directly through a Thing, by its index. */
  readonly fedBy: ReadonlyMap<number, readonly number[]>;
  readonly places: readonly Place[];
  readonly moment: (time: number) => Moment;
}

export const MIN_SENSORS = 1;
export const MAX_SENSORS = 200_000;
const TRAFFIC_SHARE = 0.62;
const AIR_SHARE = 0.13;

function grouped<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/**
 * A simulated Chicago: detectors along its real streets, air stations, and feeders with the signals they power.
 * @throws RangeError where the seed, the number of sensors, the zone or a holiday is not usable
 */
export function createCity({ seed, sensors, timeZone = 'America/Chicago', holidays = [] }: CityOptions): City {
  if (!Number.isSafeInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new RangeError(`seed is ${seed}; it must be a whole number from 0 to 4294967295`);
  if (!Number.isSafeInteger(sensors) || sensors < MIN_SENSORS || sensors > MAX_SENSORS)
    throw new RangeError(`sensors is ${sensors}; it must be a whole number from ${MIN_SENSORS} to ${MAX_SENSORS}`);
  const places = loadPlaces();
  const isLand = loadLand();
  const trafficCount = Math.round(sensors * TRAFFIC_SHARE);
  const airCount = Math.round(sensors * AIR_SHARE);
  const { things: traffic, crossings } = placeTraffic(loadRoads(), seed, trafficCount);
  const air = placeAir({ traffic, places, isLand }, seed, airCount, traffic.length);
  const gridCount = sensors - traffic.length - air.length;
  const grid = placeGrid({ places, crossings, isLand }, seed, gridCount, traffic.length + air.length);
  const things: SimulatedThing[] = [...traffic, ...air, ...grid];
  const children = grouped(
    grid.filter((thing) => thing.parent >= 0),
    (thing) => thing.parent,
  );
  return {
    seed,
    timeZone,
    things,
    byId: new Map(things.map((thing) => [thing.metadata.thing, thing])),
    byRoad: grouped(traffic, (thing) => thing.roadId),
    fedBy: new Map([...children].map(([parent, fed]) => [parent, fed.map((thing) => thing.index)])),
    places,
    moment: createMoments(seed, createZone(timeZone), daysOf(holidays)),
  };
}

/** The city's Things as their operators describe them (topic things.v1). */
export const metadataOf = (city: City): ThingMetadata[] => city.things.map((thing) => thing.metadata);
