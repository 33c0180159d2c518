import type { ThingMetadata } from '@citywatch/contracts';
import type { Place } from './chicago/decode.js';
import { distance, nearest, offset, toDegrees, type Point } from './plane.js';
import { pointsOnLand } from './place-air.js';
import type { Crossing } from './place-traffic.js';
import { hashText, mix, uniform } from './random.js';
import type { GridRole, GridThing } from './simulated-thing.js';

/** A substation with two feeders of 20: one head, transformers, and a signal for every third place. */
const FEEDERS_PER_SUBSTATION = 2;
const SUBSTATION_SIZE = 41;
const SIGNALS_PER_FEEDER = 6;
const FEEDER_REACH = 2200;

interface RoleTraits {
  readonly voltage: number;
  readonly rating: number;
  readonly properties: readonly string[];
}
const TRAITS: Readonly<Record<GridRole, RoleTraits>> = {
  substation: {
    voltage: 12_470,
    rating: 24_000,
    properties: ['voltage', 'frequency', 'activePower', 'load', 'transformerTemperature'],
  },
  head: { voltage: 12_470, rating: 9_000, properties: ['voltage', 'current', 'activePower', 'load'] },
  transformer: { voltage: 240, rating: 150, properties: ['voltage', 'current', 'load', 'transformerTemperature'] },
  signal: { voltage: 120, rating: 1.2, properties: ['voltage', 'activePower'] },
};

interface Surroundings {
  readonly places: readonly Place[];
  readonly crossings: readonly Crossing[];
  readonly isLand: (point: Point) => boolean;
}

/** Builds the Things one by one and keeps count. */
class GridBuilder {
  readonly things: GridThing[] = [];
  #transformers = 0;
  #free: Crossing[];

  constructor(
    private readonly around: Surroundings,
    private readonly citySeed: number,
    private readonly firstIndex: number,
    private readonly wanted: number,
  ) {
    this.#free = [...around.crossings];
  }

  get full(): boolean {
    return this.things.length >= this.wanted;
  }

  add(
    role: GridRole,
    point: Point,
    name: string,
    feeder: string,
    parent: GridThing | undefined,
    detectors: readonly number[] = [],
  ): GridThing {
    const seed = mix(
      this.citySeed,
      hashText(`grid ${role} ${point.map(Math.round).join()} ${feeder} ${this.things.length}`),
    );
    const traits = TRAITS[role];
    const metadata: ThingMetadata = {
      schema: 'thing.v1',
      thing: `grid-${seed.toString(36)}`,
      operator: point[1] > 0 ? 'lakeside-power' : 'prairie-power',
      domain: 'grid',
      name,
      ...toDegrees(point),
      properties: traits.properties,
      interval: 10,
      feeder: { id: feeder, parent: parent?.metadata.thing ?? null },
      nominal: traits.properties.includes('frequency')
        ? { voltage: traits.voltage, frequency: 60 }
        : { voltage: traits.voltage },
    };
    const thing: GridThing = {
      kind: 'grid',
      index: this.firstIndex + this.things.length,
      metadata,
      point,
      seed,
      role,
      parent: parent?.index ?? -1,
      rating: traits.rating * (0.8 + 0.4 * uniform(seed, 1)),
      nominalVoltage: traits.voltage,
      residential: parent?.residential ?? uniform(seed, 2),
      usual: 0.6 + 0.25 * uniform(seed, 3),
      detectors,
    };
    this.things.push(thing);
    return thing;
  }

  /** The crossing nearest to a point whose signals have no feeder yet. */
  takeCrossing(point: Point): Crossing | undefined {
    const best = nearest(this.#free, point);
    if (!best || distance(best.point, point) > FEEDER_REACH) return undefined;
    this.#free = this.#free.filter((crossing) => crossing !== best);
    return best;
  }

  nextTransformer(point: Point): string {
    this.#transformers += 1;
    return `Transformer T${this.#transformers}, ${nearest(this.around.places, point)?.name ?? 'Chicago'}`;
  }
}

/** A dry point in the feeder's sector of the circle, nearer ones first. */
function sectorPoint(
  centre: Point,
  towards: number,
  k: number,
  of: number,
  seed: number,
  isLand: (p: Point) => boolean,
): Point {
  for (let attempt = 0; attempt < 12; attempt++) {
    const reach = 250 + (FEEDER_REACH - 250) * Math.sqrt((k + uniform(seed, 2 * attempt)) / of);
    const point = offset(centre, reach, towards + 150 * (uniform(seed, 2 * attempt + 1) - 0.5));
    if (isLand(point)) return point;
  }
  return centre;
}

function growFeeder(
  grid: GridBuilder,
  station: GridThing,
  number: number,
  towards: number,
  size: number,
  around: Surroundings,
): void {
  const id = `F${number}`;
  const seed = mix(station.seed, number);
  const headPoint = offset(station.point, 60, towards);
  const head = grid.add('head', around.isLand(headPoint) ? headPoint : station.point, `Feeder ${id} head`, id, station);
  const trunk: GridThing[] = [head];
  let signals = Math.min(SIGNALS_PER_FEEDER, Math.floor((size - 1) / 3));
  for (let k = 1; k < size && !grid.full; k++) {
    const point = sectorPoint(station.point, towards, k - 1, size - 1, mix(seed, k), around.isLand);
    const crossing = k % 3 === 0 && signals > 0 ? grid.takeCrossing(point) : undefined;
    const place = crossing?.point ?? point;
    const parent = nearest(trunk, place) as GridThing;
    if (crossing) {
      signals -= 1;
      grid.add('signal', place, `Signals ${crossing.name}`, id, parent, crossing.detectors);
    } else trunk.push(grid.add('transformer', place, grid.nextTransformer(place), id, parent));
  }
}

/** Substations spread over the land, each with its feeders: trees of transformers and of the signals they feed. */
export function placeGrid(around: Surroundings, citySeed: number, count: number, firstIndex: number): GridThing[] {
  const grid = new GridBuilder(around, citySeed, firstIndex, count);
  const sites = pointsOnLand(around.isLand, mix(citySeed, 57));
  for (let n = 0; !grid.full; n++) {
    const point = sites.next().value as Point;
    const area = nearest(around.places, point)?.name ?? 'Chicago';
    const station = grid.add('substation', point, `${area} substation`, `S${n + 1}`, undefined);
    const turned = 360 * uniform(station.seed, 4);
    for (let f = 0; f < FEEDERS_PER_SUBSTATION && !grid.full; f++) {
      const size = Math.floor((SUBSTATION_SIZE - 1) / FEEDERS_PER_SUBSTATION);
      growFeeder(
        grid,
        station,
        n * FEEDERS_PER_SUBSTATION + f + 1,
        turned + (f * 360) / FEEDERS_PER_SUBSTATION,
        size,
        around,
      );
    }
  }
  return grid.things;
}
