import { OBSERVED_PROPERTIES, propertyIndex, type ThingMetadata } from '@citywatch/contracts';
import type { Dataset, Row } from '@citywatch/ingest/replay/dataset';
import { draws, type Draw } from './draws.js';
import { corruptionOf, crawl, reportsOf, type Corrupt, type FaultKind, type LoneKind, type Series } from './fault.js';
import { followersOf } from './followers.js';

/** A fault at one Datastream, from and to inclusive, ms. */
export interface Stretch {
  readonly thing: string;
  /** Null: all of the Thing's. */
  readonly property: string | null;
  readonly from: number;
  readonly to: number;
  readonly corrupt: Corrupt;
}

/** A fault with everything that it does. */
export interface Injected {
  readonly kind: FaultKind;
  readonly stretches: readonly Stretch[];
}

export interface Placement {
  readonly seed: number;
  /** How many of each kind. */
  readonly each: number;
  /** Things that faults happen to; the others stay as they are. */
  readonly things: readonly ThingMetadata[];
  readonly kinds: readonly FaultKind[];
  /** Properties that break. */
  readonly properties: readonly string[];
  /** First moment of any fault, ms. */
  readonly from: number;
  /** Reports between two faults of one Thing, at least. */
  readonly apart: number;
}

/** How often a place is drawn anew where another fault is near, until it is given up. */
const TRIES = 200;
/** Reports that a crash, and a dark feeder, last; how much later each Thing behind the crash feels it. */
const CRASH = [9, 18] as const;
const DARK = [3, 8] as const;
const LATER = 2;
/** A sensor that hardly moves still breaks by so much of what it usually reads. */
const LEAST_SHARE = 0.3;
/** What is left of the speed at a crash and behind it, least and most. */
const LEFT = [
  [0.1, 0.25],
  [0.2, 0.5],
] as const;

/** Places faults in a data set: a pure function of the seed. What finds no room after 200 tries is left out. */
export function placeFaults(data: Dataset, placement: Placement): Injected[] {
  const { seed, each, kinds } = placement;
  const byThing = new Map<string, Row[]>(placement.things.map(({ thing }) => [thing, []]));
  for (const row of data.rows) byThing.get(row.thing)?.push(row);
  const placer = new Placer(placement, byThing, draws(seed));
  return kinds.flatMap((kind) => Array.from({ length: each }, () => placer.place(kind))).filter((one) => one !== null);
}

/** Rows as they are with the faults: the sensor that says nothing has no row. */
export function inject(rows: readonly Row[], faults: readonly Injected[]): Row[] {
  const byThing = new Map<string, Stretch[]>();
  for (const stretch of faults.flatMap(({ stretches }) => stretches))
    byThing.set(stretch.thing, [...(byThing.get(stretch.thing) ?? []), stretch]);
  return rows.flatMap((row) => {
    const stretch = byThing.get(row.thing)?.find(({ from, to }) => row.time >= from && row.time <= to);
    return stretch === undefined ? [row] : corrupted(row, stretch);
  });
}

function corrupted(row: Row, { property, from, to, corrupt }: Stretch): Row[] {
  const share = to > from ? (row.time - from) / (to - from) : 1;
  const results: Record<string, number> = {};
  for (const [id, reading] of Object.entries(row.results)) {
    const said = property === null || property === id ? corrupt(reading, share) : reading;
    if (said !== null) results[id] = said;
  }
  return Object.keys(results).length === 0 ? [] : [{ ...row, results }];
}

class Placer {
  private readonly taken = new Map<string, [from: number, to: number][]>();
  private readonly usual = new Map<string, number>();

  constructor(
    private readonly placement: Placement,
    private readonly rows: ReadonlyMap<string, readonly Row[]>,
    private readonly draw: Draw,
  ) {}

  /** Null where there was no room. */
  place(kind: FaultKind): Injected | null {
    for (let i = 0; i < TRIES; i++) {
      const stretches = this.tryOnce(kind);
      if (stretches === null || stretches.some((stretch) => this.isTaken(stretch))) continue;
      for (const { thing, from, to } of stretches)
        this.taken.set(thing, [...(this.taken.get(thing) ?? []), [from, to]]);
      return { kind, stretches };
    }
    return null;
  }

  private tryOnce(kind: FaultKind): Stretch[] | null {
    const { things } = this.placement;
    const thing = things[Math.floor(this.draw() * things.length)];
    if (kind === 'crash') return this.crashAt(thing);
    if (kind === 'feeder-fault') return this.darknessAt(thing);
    const property = this.pick(this.placement.properties);
    const stretch = this.stretchAt(thing, reportsOf(kind, this.draw), property);
    return stretch && [{ ...stretch, ...this.faultOf(kind, thing.thing, property, stretch.from) }];
  }

  private faultOf(kind: LoneKind, thing: string, property: string, from: number) {
    const corrupt = corruptionOf(kind, this.seriesOf(thing, property, from), this.draw);
    return { corrupt, property: kind === 'gap' ? null : property };
  }

  private crashAt(thing: ThingMetadata): Stretch[] | null {
    const stretch = this.stretchAt(thing, this.count(CRASH), 'speed');
    if (stretch === null) return null;
    const behind = followersOf(thing, this.placement.things, this.rows);
    return [thing, ...behind].map((each, i) => ({
      ...stretch,
      thing: each.thing,
      from: stretch.from + i * LATER * each.interval * 1_000,
      corrupt: crawl(this.between(LEFT[i === 0 ? 0 : 1]), 2),
    }));
  }

  private darknessAt(thing: ThingMetadata): Stretch[] | null {
    const stretch = this.stretchAt(thing, this.count(DARK), 'activePower');
    if (stretch === null) return null;
    const all = this.placement.things.filter(({ feeder }) => feeder !== undefined && feeder.id === thing.feeder?.id);
    return all.map((each) => ({ ...stretch, thing: each.thing, corrupt: () => 0 }));
  }

  /** Some reports of a Thing with a reading of the property, not at their ends: what began must be able to be over. */
  private stretchAt({ thing }: ThingMetadata, reports: number, property: string): Omit<Stretch, 'corrupt'> | null {
    const rows = this.rows.get(thing) ?? [];
    const first = rows.findIndex(({ time }) => time >= this.placement.from);
    const room = rows.length - first - reports - 2;
    if (first < 1 || room < 1) return null;
    const at = first + Math.floor(this.draw() * room);
    const [from, to] = [rows[at].time, rows[at + reports - 1].time];
    return rows[at - 1].results[property] === undefined ? null : { thing, property, from, to };
  }

  private isTaken({ thing, from, to }: Stretch): boolean {
    const interval = this.placement.things.find((one) => one.thing === thing)?.interval ?? 0;
    const room = this.placement.apart * interval * 1_000;
    return (this.taken.get(thing) ?? []).some(([begin, end]) => from < end + room && to > begin - room);
  }

  private seriesOf(thing: string, property: string, from: number): Series {
    const rows = this.rows.get(thing) ?? [];
    const { plausible, step } = OBSERVED_PROPERTIES[propertyIndex(property)];
    const before = rows.findLast(({ time, results }) => time < from && results[property] !== undefined);
    const decimals = Math.max(0, Math.round(-Math.log10(step)));
    return { before: before?.results[property] ?? 0, usual: this.usualOf(thing, property), plausible, decimals };
  }

  private usualOf(thing: string, property: string): number {
    const key = `${thing}/${property}`;
    const known = this.usual.get(key);
    if (known !== undefined) return known;
    const values = (this.rows.get(thing) ?? []).flatMap(({ results }) => results[property] ?? []).sort((a, b) => a - b);
    const at = (share: number) => values[Math.floor(share * (values.length - 1))];
    const usual = Math.max(at(0.9) - at(0.1), LEAST_SHARE * Math.abs(at(0.5)));
    this.usual.set(key, usual);
    return usual;
  }

  private readonly pick = <T>(items: readonly T[]): T => items[Math.floor(this.draw() * items.length)];
  private readonly count = ([least, most]: readonly [number, number]): number =>
    least + Math.floor(this.draw() * (most - least + 1));
  private readonly between = ([least, most]: readonly [number, number]): number => least + this.draw() * (most - least);
}
