import type { ThingMetadata } from '@citywatch/contracts';
import { linesOf, parseCsvLine } from './csv.js';
import type { ColumnRule, Mapping, PlacesFile } from './mapping.js';
import { createWallClock, parseAbsolute, parseWall, wallOf } from './wall-time.js';

/** One report of the file. */
export interface Row {
  readonly thing: string;
  /** ms since the epoch, the data's own. */
  readonly time: number;
  readonly results: Readonly<Record<string, number>>;
}

export interface Dataset {
  readonly mapping: Mapping;
  readonly things: readonly ThingMetadata[];
  /** In the order of time. */
  readonly rows: readonly Row[];
  /** Cells without a reading, and what could not be read, the first few with their line. */
  readonly missing: number;
  readonly wrong: number;
  readonly examples: readonly string[];
}

const POINTS = ['N', 'NNE', 'NE', 'ENE', 'E', 'ESE', 'SE', 'SSE', 'S', 'SSW', 'SW', 'WSW', 'W', 'WNW', 'NW', 'NNW'];
const MAX_EXAMPLES = 5;

/** Reads places of Things: id in the file → longitude and latitude. */
export function parsePlaces(text: string, rule: PlacesFile): Map<string, { longitude: number; latitude: number }> {
  const [head, ...rest] = linesOf(text);
  const columns = parseCsvLine(head?.line ?? '');
  const at = (name: string) => columnAt(columns, name, rule.file);
  const [id, longitude, latitude] = [at(rule.id), at(rule.longitude), at(rule.latitude)];
  return new Map(
    rest.map(({ line, number }) => {
      const cells = parseCsvLine(line);
      const place = { longitude: Number(cells[longitude]), latitude: Number(cells[latitude]) };
      if (Number.isNaN(place.longitude) || Number.isNaN(place.latitude))
        throw new Error(`${rule.file}, line ${number}: longitude and latitude must be numbers`);
      return [cells[id], place];
    }),
  );
}

function columnAt(columns: readonly string[], name: string, file: string): number {
  const at = columns.indexOf(name);
  if (at < 0) throw new Error(`${file} has no column "${name}"; it has ${columns.slice(0, 12).join(', ')}`);
  return at;
}

/** The number of a cell in the schema's unit; undefined where it is missing, NaN where it is nonsense. */
function reading(cell: string, { factor, missing, compass }: ColumnRule): number | undefined {
  const text = cell.trim();
  if (text === '' || missing.includes(text)) return undefined;
  if (compass) {
    const point = POINTS.indexOf(text);
    return point < 0 ? NaN : point * 22.5;
  }
  const value = Number(text);
  return Number.isFinite(value) ? value * factor : NaN;
}

/** Works through the lines of one file. */
class FileReader {
  readonly rows: Row[] = [];
  readonly seen = new Set<string>();
  readonly examples: string[] = [];
  missing = 0;
  wrong = 0;
  readonly #last = new Map<string, number>();
  readonly #clock: (wall: number, after?: number) => number;
  readonly #rules: { readonly property: string; readonly rule: ColumnRule; readonly at: number }[];
  readonly #timeAt: readonly number[];
  readonly #thingAt: number;

  constructor(
    private readonly mapping: Mapping,
    private readonly columns: readonly string[],
    private readonly file: string,
  ) {
    const { time, things, results } = mapping;
    this.#clock = createWallClock(time.zone);
    const at = (name: string) => columnAt(columns, name, file);
    this.#timeAt = 'column' in time ? [at(time.column)] : 'columns' in time ? time.columns.map(at) : [];
    this.#thingAt = things.kind === 'column' ? at(things.column) : -1;
    this.#rules = [...results].map(([property, rule]) => ({
      property,
      rule,
      at: rule.column === undefined ? -1 : at(rule.column),
    }));
  }

  read(line: string, number: number, nth: number): void {
    let cells: string[];
    try {
      cells = parseCsvLine(line);
    } catch (error) {
      return this.#complain(number, (error as Error).message);
    }
    if (cells.length !== this.columns.length)
      return this.#complain(number, `${cells.length} cells, the header has ${this.columns.length}`);
    const wall = this.#time(cells, nth);
    if (wall === undefined) return this.#complain(number, 'its time cannot be read');
    const { things } = this.mapping;
    if (things.kind === 'all-columns')
      this.columns.forEach((id, i) => this.#add(id, wall, number, cells, [{ ...this.#rules[0], at: i }]));
    else this.#add(things.kind === 'one' ? things.id : cells[this.#thingAt], wall, number, cells, this.#rules);
  }

  #add(
    id: string,
    wall: Wall,
    number: number,
    cells: readonly string[],
    rules: readonly { property: string; rule: ColumnRule; at: number }[],
  ): void {
    const results: Record<string, number> = {};
    for (const { property, rule, at } of rules) {
      const value = reading(cells[at], rule);
      if (value === undefined) this.missing += 1;
      else if (Number.isNaN(value)) this.#complain(number, `${this.columns[at]} is "${cells[at]}"`);
      else results[property] = value;
    }
    const time = wall.absolute ?? this.#clock(wall.local, this.#last.get(id));
    this.#last.set(id, time);
    this.seen.add(id);
    if (Object.keys(results).length > 0) this.rows.push({ thing: id, time, results });
  }

  #time(cells: readonly string[], nth: number): Wall | undefined {
    const { time } = this.mapping;
    const period = time.endsPeriodSeconds * 1000;
    if ('start' in time) {
      const start = parseWall(time.start);
      if (start === undefined) throw new Error(`time.start is "${time.start}"; it must be like 2012-03-01T00:00:00`);
      // Rows follow each other in real time, whatever the clock on the wall does.
      return { absolute: this.#clock(start) + nth * time.stepSeconds * 1000 - period, local: 0 };
    }
    if ('columns' in time) {
      const [year, month, day, hour, minute, second] = this.#timeAt.map((at) => Number(cells[at]));
      const local = wallOf(year, month, day, hour, minute, second);
      return local === undefined ? undefined : { local: local - period };
    }
    const text = cells[this.#timeAt[0]];
    const absolute = parseAbsolute(text);
    if (absolute !== undefined) return { absolute: absolute - period, local: 0 };
    const local = parseWall(text);
    return local === undefined ? undefined : { local: local - period };
  }

  #complain(number: number, what: string): void {
    this.wrong += 1;
    if (this.examples.length < MAX_EXAMPLES) this.examples.push(`${this.file}, line ${number}: ${what}`);
  }
}

/** A row's time: with an offset of its own, or by the clock on the wall. */
interface Wall {
  readonly absolute?: number;
  readonly local: number;
}

export interface DatasetText {
  readonly file: string;
  readonly text: string;
  /** The places file beside it, where the mapping names one. */
  readonly places?: string;
  /** Only so many rows. */
  readonly limit?: number;
}

/**
 * Reads a CSV file by its mapping. Cells that cannot be read are counted and passed over, the rest is used.
 * @throws Error where a column or a Thing's place is missing
 */
export function readDataset(mapping: Mapping, { file, text, places, limit = Infinity }: DatasetText): Dataset {
  const [head, ...rest] = linesOf(text);
  if (!head) throw new Error(`${file} is empty`);
  const reader = new FileReader(mapping, parseCsvLine(head.line), file);
  rest.slice(0, limit).forEach(({ line, number }, nth) => reader.read(line, number, nth));
  const { things } = mapping;
  const prefix = things.kind === 'one' ? '' : things.prefix;
  const placeOf = things.kind === 'one' ? undefined : parsePlaces(places ?? '', things.places);
  const metadata = [...reader.seen].map((id): ThingMetadata => {
    const place = things.kind === 'one' ? things : placeOf?.get(id);
    if (!place) throw new Error(`${things.kind === 'one' ? file : things.places.file} has no place for "${id}"`);
    return {
      schema: 'thing.v1',
      thing: prefix + id,
      operator: mapping.operator,
      domain: mapping.domain,
      name: things.name.replaceAll('{id}', id),
      longitude: place.longitude,
      latitude: place.latitude,
      properties: [...mapping.results.keys()],
      interval: mapping.interval,
    };
  });
  const rows = reader.rows.map((row) => ({ ...row, thing: prefix + row.thing })).sort((a, b) => a.time - b.time);
  const { missing, wrong, examples } = reader;
  return { mapping, things: metadata, rows, missing, wrong, examples };
}
