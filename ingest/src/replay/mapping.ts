import { DOMAINS, ID_PATTERN, observedProperty, type Domain } from '@citywatch/contracts';

export interface ColumnRule {
  /** Column of the reading; in a file whose columns are Things, every one. */
  readonly column?: string;
  /** From the file's unit to the schema's. */
  readonly factor: number;
  readonly missing: readonly string[];
  readonly compass: boolean;
}

export type TimeRule = { readonly zone: string; readonly endsPeriodSeconds: number } & (
  | { readonly column: string }
  | { readonly columns: readonly string[] }
  | { readonly start: string; readonly stepSeconds: number }
);

export interface PlacesFile {
  readonly file: string;
  readonly id: string;
  readonly longitude: string;
  readonly latitude: string;
}

export type ThingRule = { readonly name: string } & (
  | { readonly kind: 'one'; readonly id: string; readonly longitude: number; readonly latitude: number }
  | { readonly kind: 'column'; readonly column: string; readonly prefix: string; readonly places: PlacesFile }
  | { readonly kind: 'all-columns'; readonly prefix: string; readonly places: PlacesFile }
);

/** How a CSV file becomes reports; ingest/mappings/README.md describes the JSON. */
export interface Mapping {
  readonly name: string;
  readonly files: RegExp;
  readonly domain: Domain;
  readonly operator: string;
  readonly interval: number;
  readonly time: TimeRule;
  readonly things: ThingRule;
  readonly results: ReadonlyMap<string, ColumnRule>;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads fields of a JSON object; every error names the field. */
class Fields {
  constructor(
    private readonly json: Json,
    private readonly path: string,
  ) {}

  has(name: string): boolean {
    return this.json[name] !== undefined;
  }
  text(name: string, fallback?: string): string {
    const value = this.json[name] ?? fallback;
    if (typeof value !== 'string') throw new Error(`${this.path}${name} must be a text`);
    return value;
  }
  number(name: string, fallback?: number): number {
    const value = this.json[name] ?? fallback;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`${this.path}${name} must be a number`);
    return value;
  }
  texts(name: string, fallback?: readonly string[]): string[] {
    const value = this.json[name] ?? fallback;
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
      throw new Error(`${this.path}${name} must be a list of texts`);
    return value;
  }
  flag(name: string): boolean {
    const value = this.json[name] ?? false;
    if (typeof value !== 'boolean') throw new Error(`${this.path}${name} must be true or false`);
    return value;
  }
  fields(name: string): Fields {
    return new Fields(asObject(this.json[name], `${this.path}${name}`), `${this.path}${name}.`);
  }
  names(): string[] {
    return Object.keys(this.json);
  }
}

function asObject(value: unknown, path: string): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error(`${path} must be an object`);
  return value as Json;
}

function timeRule(fields: Fields): TimeRule {
  const common = { zone: fields.text('zone', 'UTC'), endsPeriodSeconds: fields.number('endsPeriodSeconds', 0) };
  if (fields.has('column')) return { ...common, column: fields.text('column') };
  if (fields.has('columns')) return { ...common, columns: fields.texts('columns') };
  if (fields.has('start')) return { ...common, start: fields.text('start'), stepSeconds: fields.number('stepSeconds') };
  throw new Error('time must have column, columns, or start and stepSeconds');
}

function thingRule(fields: Fields): ThingRule {
  const name = fields.text('name', '{id}');
  if (fields.has('id')) {
    const id = fields.text('id');
    if (!ID_PATTERN.test(id)) throw new Error(`things.id is "${id}"; an id has 1 to 128 letters, digits or . _ : -`);
    return { kind: 'one', name, id, longitude: fields.number('longitude'), latitude: fields.number('latitude') };
  }
  const at = fields.fields('places');
  const places = {
    file: at.text('file'),
    id: at.text('id'),
    longitude: at.text('longitude', 'longitude'),
    latitude: at.text('latitude', 'latitude'),
  };
  const prefix = fields.text('prefix', '');
  if (fields.has('column')) return { kind: 'column', name, column: fields.text('column'), prefix, places };
  if (fields.text('columns', '') === 'all') return { kind: 'all-columns', name, prefix, places };
  throw new Error('things must have id, column, or columns: "all"');
}

function resultRules(fields: Fields, domain: Domain, allColumns: boolean): Map<string, ColumnRule> {
  const rules = new Map<string, ColumnRule>();
  for (const property of fields.names()) {
    if (observedProperty(property)?.domain !== domain)
      throw new Error(`results.${property} is not a property of ${domain}`);
    const rule = fields.fields(property);
    rules.set(property, {
      ...(allColumns ? {} : { column: rule.text('column') }),
      factor: rule.number('factor', 1),
      missing: rule.texts('missing', []),
      compass: rule.flag('compass'),
    });
  }
  if (rules.size === 0) throw new Error('results names no property');
  if (allColumns && rules.size > 1) throw new Error('a file whose columns are Things has one property');
  return rules;
}

/** @throws Error that names the field that is wrong */
export function parseMapping(text: string): Mapping {
  const fields = new Fields(asObject(JSON.parse(text), 'the mapping'), '');
  const domain = DOMAINS.find((known) => known === fields.text('domain'));
  if (!domain) throw new Error(`domain must be one of ${DOMAINS.join(', ')}`);
  const things = thingRule(fields.fields('things'));
  return {
    name: fields.text('name'),
    files: new RegExp(fields.text('files', '(?!)')),
    domain,
    operator: fields.text('operator'),
    interval: fields.number('interval'),
    time: timeRule(fields.fields('time')),
    things,
    results: resultRules(fields.fields('results'), domain, things.kind === 'all-columns'),
  };
}
