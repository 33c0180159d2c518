import type { ThingMetadata } from '@citywatch/contracts';
import type { Road, RoadClass } from './chicago/decode.js';
import { along, bearing, distance, lengthOf, offset, toDegrees, type Point } from './plane.js';
import { clamp, hashText, mix, uniform } from './random.js';
import type { TrafficThing } from './simulated-thing.js';

/** Usual distance of detectors; more of them come nearer together once every main road has some. */
const USUAL_SPACING = 800;
/** On a road that is not filled they stand together in its middle: far apart they could not see one queue. */
const WIDEST_SPACING = 1000;
const EXPRESSWAY_SHARE = 0.45;
/** A detector stands beside its lanes, so that both directions are seen apart on the map. */
const BESIDE_METRES = 9;
/** A crossing further away does not name a place. */
const NEAR_CROSSING = 700;
const LOOP: Point = [5950, 1334];

interface ClassTraits {
  readonly freeSpeed: number;
  readonly lanes: number;
  readonly perLane: number;
  readonly roughness: number;
}
/** Free speeds km/h and capacities per lane an hour, after the Highway Capacity Manual's usual values. */
const TRAITS: Readonly<Record<RoadClass, ClassTraits>> = {
  motorway: { freeSpeed: 96, lanes: 4, perLane: 2000, roughness: 0.025 },
  trunk: { freeSpeed: 72, lanes: 4, perLane: 1700, roughness: 0.03 },
  primary: { freeSpeed: 50, lanes: 2, perLane: 850, roughness: 0.05 },
  secondary: { freeSpeed: 46, lanes: 2, perLane: 750, roughness: 0.05 },
  tertiary: { freeSpeed: 40, lanes: 1, perLane: 650, roughness: 0.055 },
};

/** One direction of a road. */
interface Carriageway {
  readonly id: string;
  readonly road: Road;
  readonly line: readonly Point[];
  readonly length: number;
  readonly direction: 'N' | 'E' | 'S' | 'W';
  readonly crossings: Road['crossings'];
}

/** Where a crossing with signals is, and the detectors of the streets that meet there. */
export interface Crossing {
  readonly name: string;
  readonly point: Point;
  readonly detectors: number[];
}

const BOUND = { N: 'northbound', E: 'eastbound', S: 'southbound', W: 'westbound' } as const;

function compass(line: readonly Point[]): 'N' | 'E' | 'S' | 'W' {
  const [a, b] = [line[0], line[line.length - 1]];
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  if (Math.abs(dx) > Math.abs(dy)) return dx > 0 ? 'E' : 'W';
  return dy > 0 ? 'N' : 'S';
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Both directions of each street, the one of each expressway; ids stay the same for every size of city. */
function carriageways(roads: readonly Road[]): Carriageway[][] {
  const used = new Map<string, number>();
  return roads.map((road) => {
    const length = lengthOf(road.line);
    const back = road.crossings.map((c) => ({ ...c, position: length - c.position })).reverse();
    const ways = road.oneWay
      ? [{ line: road.line, crossings: road.crossings }]
      : [
          { line: road.line, crossings: road.crossings },
          { line: [...road.line].reverse(), crossings: back },
        ];
    return ways.map((way) => {
      const direction = compass(way.line);
      const key = `${slug(road.name)}-${direction.toLowerCase()}`;
      const nth = (used.get(key) ?? 0) + 1;
      used.set(key, nth);
      return { ...way, id: nth === 1 ? key : `${key}-${nth}`, road, length, direction };
    });
  });
}

/**
 * How many detectors each road gets: every 800 m from the largest roads on, until there are enough; else all roads, nearer.
 * Expressways get less than half, so that a small city has streets and signals too.
 */
function detectorsPerRoad(roads: readonly Carriageway[][], wanted: number): number[] {
  const share = roads.map((ways) => ways.reduce((sum, way) => sum + way.length, 0));
  const total = share.reduce((a, b) => a + b, 0);
  const spacing = Math.min(USUAL_SPACING, total / wanted);
  let left = wanted;
  let expressways = Math.ceil(wanted * EXPRESSWAY_SHARE);
  return share.map((length, i) => {
    const last = i === share.length - 1;
    const fitting = last ? left : Math.max(1, Math.round(length / spacing));
    const count = Math.min(left, fitting, roads[i][0].road.oneWay ? expressways : Infinity);
    left -= count;
    if (roads[i][0].road.oneWay) expressways -= count;
    return count;
  });
}

/** Name of the nearest crossing and how far along it is. */
function nearestCrossing(way: Carriageway, position: number): Road['crossings'][number] | undefined {
  let best: Road['crossings'][number] | undefined;
  for (const crossing of way.crossings)
    if (!best || Math.abs(crossing.position - position) < Math.abs(best.position - position)) best = crossing;
  return best && Math.abs(best.position - position) <= NEAR_CROSSING ? best : undefined;
}

function nameOf(way: Carriageway, crossing: string | undefined, position: number): string {
  const bound = BOUND[way.direction];
  if (crossing === undefined) return `${way.road.name}, km ${(position / 1000).toFixed(1)}, ${bound}`;
  return way.road.oneWay ? `${way.road.name} at ${crossing}, ${bound}` : `${way.road.name} & ${crossing}, ${bound}`;
}

/** 1 where the road here leads straight to the Loop, −1 straight away from it. */
function inboundness(point: Point, direction: number): number {
  const angle = ((bearing(point, LOOP) - direction) * Math.PI) / 180;
  return Math.cos(angle) * clamp(distance(point, LOOP) / 3000, 0, 1);
}

interface Spot {
  readonly way: Carriageway;
  readonly position: number;
  readonly segment: number;
}

function makeDetector(spot: Spot, citySeed: number, index: number): TrafficThing {
  const { way, position, segment } = spot;
  const { point, direction } = along(way.line, position);
  const traits = TRAITS[way.road.roadClass];
  const place = way.road.oneWay ? point : offset(point, BESIDE_METRES, direction + 90);
  const seed = mix(citySeed, hashText(`${way.id}@${Math.round(position)}`));
  const roadSeed = mix(citySeed, hashText(way.id));
  const metadata: ThingMetadata = {
    schema: 'thing.v1',
    thing: `${way.id}-${String(Math.round(position)).padStart(5, '0')}`,
    operator: way.road.oneWay ? 'metro-expressways' : 'city-streets',
    domain: 'traffic',
    name: nameOf(way, nearestCrossing(way, position)?.name, position),
    ...toDegrees(place),
    properties: way.road.oneWay ? ['speed', 'flow', 'occupancy', 'travelTime'] : ['speed', 'flow', 'occupancy'],
    interval: 10,
    road: { id: way.id, name: way.road.name, position: Math.round(position), direction: way.direction },
  };
  const freeSpeed = traits.freeSpeed * (0.94 + 0.12 * uniform(seed, 1));
  return {
    kind: 'traffic',
    index,
    metadata,
    point: place,
    seed,
    roadId: way.id,
    position,
    freeSpeed: Math.round(freeSpeed),
    capacity: traits.lanes * traits.perLane,
    lanes: traits.lanes,
    busy: 0.78 + 0.16 * uniform(roadSeed, 2) + 0.06 * uniform(seed, 2),
    inbound: inboundness(point, direction),
    segment,
    roughness: traits.roughness,
  };
}

/**
 * Detectors along the real roads, their indices from 0, and the crossings with signals that they stand at.
 * Every road's detectors are in the order of their positions.
 */
export function placeTraffic(
  roads: readonly Road[],
  citySeed: number,
  count: number,
): { things: TrafficThing[]; crossings: Crossing[] } {
  const ways = carriageways(roads);
  const things: TrafficThing[] = [];
  const crossings = new Map<string, Crossing>();
  detectorsPerRoad(ways, count).forEach((total, roadIndex) => {
    ways[roadIndex].forEach((way, i, both) => {
      const own = Math.floor((total + (both.length - 1 - i)) / both.length);
      const spacing = Math.min(way.length / own, WIDEST_SPACING);
      const start = (way.length - own * spacing) / 2;
      for (let k = 0; k < own; k++) {
        const shift = 0.3 * (uniform(mix(citySeed, hashText(way.id)), k) - 0.5);
        const thing = makeDetector(
          { way, position: start + (k + 0.5 + shift) * spacing, segment: spacing },
          citySeed,
          things.length,
        );
        things.push(thing);
        if (!way.road.oneWay) noteCrossing(crossings, way, thing);
      }
    });
  });
  return { things, crossings: [...crossings.values()] };
}

const SIGNAL_REACH = 250;

function noteCrossing(crossings: Map<string, Crossing>, way: Carriageway, { index, position }: TrafficThing): void {
  const crossing = nearestCrossing(way, position);
  if (!crossing || Math.abs(crossing.position - position) > SIGNAL_REACH) return;
  const [a, b] = [way.road.name, crossing.name].sort();
  const { point } = along(way.line, crossing.position);
  // Two streets may meet twice, kilometres apart.
  const key = `${a}|${b}|${Math.round(point[0] / 500)}|${Math.round(point[1] / 500)}`;
  const known = crossings.get(key) ?? {
    name: `${way.road.name} & ${crossing.name}`,
    point: offset(point, 14, 45),
    detectors: [],
  };
  known.detectors.push(index);
  crossings.set(key, known);
}
