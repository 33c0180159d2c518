import type { Domain, ThingMetadata } from '@citywatch/contracts';
import { drawHabits, nearly } from './habits.js';
import { Random } from './random.js';
import { METRES_A_DEGREE, type Detector, type Feeder, type Road, type SecondThing, type Transformer } from './thing.js';

const ROADS = 5;
const DETECTORS_A_ROAD = 12;
const STATIONS = 25;
const FEEDERS = 5;
const TRANSFORMERS_A_FEEDER = 9;
/** West and south end of the city, degrees, and its size. */
const WEST = -87.75;
const SOUTH = 41.8;
const WIDTH = 0.15;
const HEIGHT = 0.2;
const OPERATORS = ['north', 'south', 'lake'] as const;
/** Share of the Datastreams that are told in coarse steps, and the most of its reports that a sensor loses. */
const COARSE_SHARE = 0.15;
const MOST_LOSS = 0.03;

/** What sensors of one kind are sold with. */
const DETECTOR_SETS = [['speed'], ['speed', 'flow'], ['speed', 'flow', 'occupancy'], ['flow']] as const;
const STATION_SETS = [
  ['pm25'],
  ['pm25', 'pm10'],
  ['no2', 'o3'],
  ['pm25', 'no2', 'temperature', 'humidity'],
  ['windSpeed', 'windDirection', 'temperature'],
] as const;
const TRANSFORMER_SETS = [
  ['voltage'],
  ['voltage', 'current'],
  ['activePower'],
  ['load', 'transformerTemperature', 'voltage'],
  ['voltage', 'activePower', 'current', 'load'],
] as const;
/** Counts are whole vehicles anyway. */
const NEVER_COARSE = new Set(['flow']);

/** The Things of a city of the second simulator: 60 detectors on five roads, 25 air stations, five feeders of a head and nine transformers. */
export function placeThings(seed: number, intervalMs: number): SecondThing[] {
  const builder = new Builder(new Random(seed, 1), intervalMs / 1_000);
  for (let i = 0; i < ROADS; i++) builder.addRoad(i);
  for (let i = 0; i < STATIONS; i++) builder.addStation(i);
  for (let i = 0; i < FEEDERS; i++) builder.addFeeder(i);
  return builder.things;
}

type Place = Pick<ThingMetadata, 'longitude' | 'latitude'>;

class Builder {
  readonly things: SecondThing[] = [];

  constructor(
    private readonly random: Random,
    private readonly interval: number,
  ) {}

  /** Straight, in any direction, a detector every 450 to 650 m. */
  addRoad(index: number): void {
    const { random } = this;
    const begin = this.somewhere();
    const angle = random.between(0, 2 * Math.PI);
    const [east, north] = [Math.cos(angle), Math.sin(angle)];
    const direction = Math.abs(east) > Math.abs(north) ? (east > 0 ? 'E' : 'W') : north > 0 ? 'N' : 'S';
    const road: Road = {
      index,
      busiest: random.between(0.6, 1.25),
      lanes: 1 + Math.floor(random.between(0, 3)),
      freeSpeed: random.between(50, 105),
      habits: drawHabits(random),
    };
    for (let nth = 0, position = 0; nth < DETECTORS_A_ROAD; nth++, position += random.between(450, 650)) {
      const traits: Detector = {
        kind: 'detector',
        road,
        habits: nearly(road.habits, drawHabits(random), 0.1),
        share: random.between(0.88, 1.12),
        pace: random.between(0.9, 1.1),
        vehicleMetres: random.between(5.5, 7.5),
      };
      const place = moved(begin, position * east, position * north);
      const at = { id: `road-${index}`, name: `Road ${index}`, position: Math.round(position), direction } as const;
      this.add('traffic', `detector-${index}-${nth}`, random.pick(DETECTOR_SETS), place, traits, { road: at });
    }
  }

  addStation(index: number): void {
    const { random } = this;
    const traits = {
      kind: 'station',
      habits: drawHabits(random),
      roadside: random.next(),
      level: random.between(0.7, 1.4),
      dustLevel: random.between(0.5, 1.6),
      warmer: random.between(-1, 1.5),
      exposure: random.between(0.5, 1.1),
    } as const;
    this.add('air-quality', `station-${index}`, random.pick(STATION_SETS), this.somewhere(), traits, {});
  }

  addFeeder(index: number): void {
    const { random } = this;
    const begin = this.somewhere();
    const feeder: Feeder = { index, offices: random.next(), homesEvening: random.between(18.5, 20.5) };
    const id = `feeder-${index}`;
    const head = `head-${index}`;
    const traits = { kind: 'head', feeder, wholeFeeder: random.between(3, 6) } as const;
    this.add('grid', head, ['voltage', 'activePower'], begin, traits, { feeder: { id, parent: null } });
    for (let nth = 0; nth < TRANSFORMERS_A_FEEDER; nth++) {
      const place = moved(begin, 650 * random.normal(), 650 * random.normal());
      this.add('grid', `transformer-${index}-${nth}`, random.pick(TRANSFORMER_SETS), place, this.transformer(feeder), {
        feeder: { id, parent: head },
      });
    }
  }

  private transformer(feeder: Feeder): Transformer {
    const { random } = this;
    return {
      kind: 'transformer',
      feeder,
      offices: Math.min(1, Math.max(0, feeder.offices + random.between(-0.2, 0.2))),
      evening: feeder.homesEvening + random.between(-0.5, 0.5),
      ratingKva: random.pick([50, 75, 100, 167]),
      utilisation: random.between(0.45, 0.9),
      powerFactor: random.between(0.9, 0.98),
      drop: random.between(0.01, 0.04),
      rise: random.between(30, 50),
    };
  }

  private add(
    domain: Domain,
    thing: string,
    properties: readonly string[],
    place: Place,
    traits: SecondThing['traits'],
    where: Pick<ThingMetadata, 'road' | 'feeder'>,
  ): void {
    const { random, interval } = this;
    const operator = random.pick(OPERATORS);
    this.things.push({
      metadata: { schema: 'thing.v1', thing, operator, domain, name: thing, ...place, properties, interval, ...where },
      traits,
      coarse: new Set(properties.filter((id) => random.chance(COARSE_SHARE) && !NEVER_COARSE.has(id))),
      loss: random.between(0, MOST_LOSS),
      phase: random.between(0.05, 0.95),
    });
  }

  private somewhere(): Place {
    const { random } = this;
    return { longitude: WEST + random.between(0, WIDTH), latitude: SOUTH + random.between(0, HEIGHT) };
  }
}

function moved({ longitude, latitude }: Place, east: number, north: number): Place {
  return {
    longitude: longitude + east / METRES_A_DEGREE / Math.cos((latitude * Math.PI) / 180),
    latitude: latitude + north / METRES_A_DEGREE,
  };
}
