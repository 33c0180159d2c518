import type { ThingMetadata } from '@citywatch/contracts';
import { landBox, type Place } from './chicago/decode.js';
import { nearest, offset, toDegrees, type Point } from './plane.js';
import { hashText, mix, pick, uniform } from './random.js';
import type { AirThing, TrafficThing } from './simulated-thing.js';

const FULL = ['pm25', 'pm10', 'no2', 'o3', 'so2', 'co', 'temperature', 'humidity', 'windSpeed', 'windDirection'];
const SMALL = ['pm25', 'pm10', 'no2', 'o3', 'temperature', 'humidity'];
const MIDDLE_NORTH = 1000;

/** The n-th number of the van der Corput sequence: fills 0 to 1 evenly, whatever the count. */
export function evenly(n: number, base: number): number {
  let [result, f] = [0, 1];
  for (let i = n; i > 0; i = Math.floor(i / base)) {
    f /= base;
    result += f * (i % base);
  }
  return result;
}

/** Points spread evenly over dry land, for ever (Halton sequence, shifted by the seed). */
export function* pointsOnLand(isLand: (point: Point) => boolean, seed: number): Generator<Point> {
  const { southWest, northEast } = landBox();
  for (let n = 1; ; n++) {
    const x = (evenly(n, 2) + uniform(seed, 1)) % 1;
    const y = (evenly(n, 3) + uniform(seed, 2)) % 1;
    const point: Point = [
      southWest[0] + x * (northEast[0] - southWest[0]),
      southWest[1] + y * (northEast[1] - southWest[1]),
    ];
    if (isLand(point)) yield point;
  }
}

/** A place 40 to 110 m beside a detector, dry; the detector's own where there is none. */
function besideRoad({ point, seed }: TrafficThing, isLand: (point: Point) => boolean): Point {
  for (let attempt = 0; attempt < 8; attempt++) {
    const beside = offset(point, 40 + 70 * uniform(seed, 20 + attempt), 360 * uniform(seed, 40 + attempt));
    if (isLand(beside)) return beside;
  }
  return point;
}

interface Surroundings {
  readonly traffic: readonly TrafficThing[];
  readonly places: readonly Place[];
  readonly isLand: (point: Point) => boolean;
}

/** Air stations: half beside detectors, where a crash's exhaust is seen, half spread over the land. */
export function placeAir(around: Surroundings, citySeed: number, count: number, firstIndex: number): AirThing[] {
  const named = new Map<string, number>();
  const open = pointsOnLand(around.isLand, mix(citySeed, 31));
  const roadside = Math.min(Math.floor(count / 2), around.traffic.length);
  return Array.from({ length: count }, (_, i) => {
    const detector =
      i < roadside ? around.traffic[Math.floor(((i + 0.5) / roadside) * around.traffic.length)] : undefined;
    const point = detector ? besideRoad(detector, around.isLand) : (open.next().value as Point);
    const seed = mix(citySeed, hashText(`air ${point.map(Math.round).join()} ${i}`));
    const place = nearest(around.places, point)?.name ?? 'Chicago';
    const nth = (named.get(place) ?? 0) + 1;
    named.set(place, nth);
    const spot = detector?.metadata.name.replace(/, \w+$/, '');
    const full = pick(seed, 3, 5) === 0;
    const metadata: ThingMetadata = {
      schema: 'thing.v1',
      thing: `air-${seed.toString(36)}`,
      operator: full ? 'city-air-office' : point[1] > MIDDLE_NORTH ? 'northside-air-co-op' : 'southside-air-co-op',
      domain: 'air-quality',
      name: spot ? `Roadside air, ${spot}` : `${place} air station${nth === 1 ? '' : ` ${nth}`}`,
      ...toDegrees(point),
      properties: full ? FULL : SMALL,
      interval: 30,
    };
    const breathes = detector ? 0.65 + 0.35 * uniform(seed, 4) : 0.1 + 0.25 * uniform(seed, 4);
    return { kind: 'air', index: firstIndex + i, metadata, point, seed, roadside: breathes };
  });
}
