import type { Domain, FeederPlace, RoadPlace } from '@citywatch/contracts';
import { distance, type Position } from './geometry.js';

/** What the graph must know of a Thing, whether it ever alarms or not. */
export interface GraphThing extends Position {
  readonly thing: string;
  readonly name: string;
  /** Name of the operator, for people. */
  readonly operator: string;
  readonly domain: Domain;
  readonly road: RoadPlace | null;
  readonly feeder: FeederPlace | null;
  /** Ids of what it observes. */
  readonly properties: readonly string[];
}

/** Degrees of one cell of the look-up by place: about 1.1 km north to south. */
const CELL = 0.01;

/**
 * The city as its operators describe it: which detectors follow each other along a carriageway, what hangs on which feeder,
 * who stands near, and how many there are of a kind. Pure input of the correlator; made anew when the catalogue changes.
 */
export class CityGraph {
  private readonly things = new Map<string, GraphThing>();
  /** Detectors of each carriageway, by position. */
  private readonly roads = new Map<string, GraphThing[]>();
  private readonly cells = new Map<string, GraphThing[]>();
  /** Things of each kind; see kindsOf. */
  private readonly census = new Map<string, number>();

  constructor(things: Iterable<GraphThing>) {
    for (const thing of things) {
      this.things.set(thing.thing, thing);
      push(this.cells, cellOf(thing), thing);
      if (thing.road !== null) push(this.roads, carriagewayOf(thing.road), thing);
      for (const property of thing.properties) this.count(propertyKind(thing.domain, property));
      this.count(operatorKind(thing.operator));
      this.count(SILENCE);
    }
    for (const along of this.roads.values()) along.sort((a, b) => (a.road?.position ?? 0) - (b.road?.position ?? 0));
  }

  /** How many Things there are. */
  get size(): number {
    return this.things.size;
  }

  thing(id: string): GraphThing | undefined {
    return this.things.get(id);
  }

  /** How many Things there are of a kind; 0 where it is unknown, and then nothing can be called network-wide. */
  countOf(kind: string): number {
    return this.census.get(kind) ?? 0;
  }

  /** Detectors that stand strictly between two places of one carriageway. */
  between(a: RoadPlace, b: RoadPlace): GraphThing[] {
    const [low, high] = a.position < b.position ? [a.position, b.position] : [b.position, a.position];
    const along = this.roads.get(carriagewayOf(a)) ?? [];
    return along.filter(({ road }) => road !== null && road.position > low && road.position < high);
  }

  /** Things of a domain within some metres of a place, nearest first. */
  near(place: Position, domain: Domain, metres: number): GraphThing[] {
    const steps = Math.ceil(metres / (CELL * 75_000)) + 1;
    const [x, y] = [Math.floor(place.longitude / CELL), Math.floor(place.latitude / CELL)];
    const found: { readonly thing: GraphThing; readonly away: number }[] = [];
    for (let i = x - steps; i <= x + steps; i++)
      for (let j = y - steps; j <= y + steps; j++)
        for (const thing of this.cells.get(`${i} ${j}`) ?? []) {
          const away = distance(thing, place);
          if (thing.domain === domain && away <= metres) found.push({ thing, away });
        }
    return found.sort((a, b) => a.away - b.away || (a.thing.thing < b.thing.thing ? -1 : 1)).map(({ thing }) => thing);
  }

  private count(kind: string): void {
    this.census.set(kind, (this.census.get(kind) ?? 0) + 1);
  }
}

/** A kind that may alarm all at once: one property of a domain, or all that an operator runs. */
/** Whether a kind is a property of the air. */
export const isAirKind = (kind: string): boolean => kind.startsWith(propertyKind('air-quality', ''));
export const propertyKind = (domain: Domain, property: string): string => `property ${domain} ${property}`;
/** The kind of all that is silent, whosever it is: then it is not the operators'. */
export const SILENCE = 'silence';
export const operatorKind = (operator: string): string => `operator ${operator}`;

const carriagewayOf = ({ id, direction }: RoadPlace): string => `${id} ${direction}`;

const cellOf = ({ longitude, latitude }: Position): string =>
  `${Math.floor(longitude / CELL)} ${Math.floor(latitude / CELL)}`;

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

/** The graph of a city that nobody described. */
export const EMPTY_GRAPH = new CityGraph([]);
