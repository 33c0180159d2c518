import { type CatalogueThing, type HistoryAnswer, type Severity, worse } from '@citywatch/contracts';
import { changeOf, combine, inOneResolution, meanOf, medianOf } from './aggregate';
import type { Scope } from './query';

/** One sensor's part of an answer. `before` is null where nothing is compared. */
export interface SensorSeries {
  readonly thing: CatalogueThing;
  readonly history: HistoryAnswer;
  readonly before: HistoryAnswer | null;
}

export interface SensorRow {
  readonly series: SensorSeries;
  /** Mean of the readings, in shown units; null without readings. */
  readonly mean: number | null;
  /** Against the compared period, shown units; null where either is unknown. */
  readonly change: number | null;
  readonly readings: number;
  /** Worst anomaly of the period. */
  readonly severity: Severity | null;
}

/** The whole answer: what the figures at the top, the chart and the table are made of. Values in shown units. */
export interface HistoryResult {
  readonly rows: readonly SensorRow[];
  /** One series for the chart; null where nothing was asked of anyone. */
  readonly main: HistoryAnswer | null;
  readonly before: HistoryAnswer | null;
  /** Mean of the one sensor, or the median of the sensors' means. */
  readonly value: number | null;
  readonly change: number | null;
  /** Change as a share of the earlier value. */
  readonly share: number | null;
  readonly readings: number;
  /** Sensors that have any reading. */
  readonly answered: number;
}

/** Puts the sensors' histories together. `convert` turns stored units into shown ones. */
export function buildResult(series: readonly SensorSeries[], convert: (value: number) => number): HistoryResult {
  const shown = (history: HistoryAnswer | null): number | null => {
    const mean = history === null ? null : meanOf(history);
    return mean === null ? null : convert(mean);
  };
  const befores = series.map((s) => shown(s.before));
  const rows = series.map((one, i): SensorRow => {
    const mean = shown(one.history);
    return {
      series: one,
      mean,
      change: changeOf(mean, befores[i])?.change ?? null,
      readings: one.history.readings,
      severity: one.history.anomalies.reduce<Severity | null>(
        (worst, { severity }) => (worst === null ? severity : worse(worst, severity)),
        null,
      ),
    };
  });
  const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
  const value = medianOf(known(rows.map((row) => row.mean)));
  const change = changeOf(value, medianOf(known(befores)));
  const aligned = inOneResolution([...series.map((s) => s.history), ...series.map((s) => s.before)]);
  const [nows, earlier] = [aligned.slice(0, series.length), aligned.slice(series.length)].map((half) =>
    half.filter((history) => history !== null),
  );
  return {
    rows,
    main: combine(nows),
    before: combine(earlier),
    value,
    change: change?.change ?? null,
    share: change?.share ?? null,
    readings: rows.reduce((sum, row) => sum + row.readings, 0),
    answered: rows.filter((row) => row.readings > 0).length,
  };
}

export const SORTS = ['change', 'mean', 'readings', 'name'] as const;
export type Sort = (typeof SORTS)[number];

/** Rows in order: most changed, highest, most readings or by name first. The unknown goes last, ties by name. */
export function sortRows(rows: readonly SensorRow[], by: Sort, locale: string): SensorRow[] {
  const names = new Intl.Collator(locale, { numeric: true });
  const key = (row: SensorRow): number => {
    if (by === 'name') return 0;
    const figure = row[by];
    return figure === null ? -Infinity : by === 'change' ? Math.abs(figure) : figure;
  };
  return [...rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    return x === y ? names.compare(a.series.thing.name, b.series.thing.name) : y - x;
  });
}

/** The Things of a scope that observe the property, in the catalogue's order. */
export function thingsOf(things: readonly CatalogueThing[], scope: Scope, property: string): CatalogueThing[] {
  return things.filter((thing) => inScope(thing, scope) && thing.datastreams.some((d) => d.property === property));
}

/** The property to ask a scope for: the one asked, or the first that its Things observe where none of them observes that one. */
export function propertyFor(things: readonly CatalogueThing[], scope: Scope, asked: string): string {
  if (thingsOf(things, scope, asked).length > 0) return asked;
  return things.find((thing) => inScope(thing, scope))?.datastreams.at(0)?.property ?? asked;
}

function inScope(thing: CatalogueThing, scope: Scope): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'thing':
      return thing.id === scope.id;
    case 'road':
      return thing.road?.id === scope.id;
    case 'feeder':
      return thing.feeder?.id === scope.id;
    case 'operator':
      return thing.operator === scope.id;
    case 'named':
      return hasWords(wordsOf(scope.id), thing.name);
  }
}

const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

/** Whether each word stands in one of the texts. */
const hasWords = (words: readonly string[], ...texts: string[]): boolean =>
  words.every((word) => texts.some((text) => text.toLowerCase().includes(word)));

export interface ScopeChoice {
  readonly scope: Scope;
  /** As its owner wrote it: text only. */
  readonly name: string;
  readonly things: number;
}

/** What a search finds: all Things with these words together, roads, feeders and operators, then single Things. All words must appear. */
export function findScopes(things: readonly CatalogueThing[], text: string, most: number): ScopeChoice[] {
  const words = wordsOf(text);
  const groups = new Map<string, { scope: Scope; name: string; things: number }>();
  const count = (kind: 'road' | 'feeder' | 'operator', id: string, name: string) => {
    const group = groups.get(`${kind}:${id}`) ?? { scope: { kind, id }, name, things: 0 };
    group.things++;
    groups.set(`${kind}:${id}`, group);
  };
  for (const { road, feeder, operator } of things) {
    if (road !== null) count('road', road.id, road.name);
    if (feeder !== null) count('feeder', feeder.id, feeder.id);
    count('operator', operator, operator);
  }
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name, 'en', { numeric: true });
  const found = [...groups.values()].filter((group) => hasWords(words, group.name, group.scope.kind)).sort(byName);
  const single = things
    .filter((thing) => hasWords(words, thing.name, thing.id))
    .sort(byName)
    .map((thing): ScopeChoice => ({ scope: { kind: 'thing', id: thing.id }, name: thing.name, things: 1 }));
  const named = words.length === 0 ? 0 : things.filter((thing) => hasWords(words, thing.name)).length;
  const together: ScopeChoice[] =
    named > 1 ? [{ scope: { kind: 'named', id: text.trim() }, name: text.trim(), things: named }] : [];
  return [...together, ...found, ...single].slice(0, most);
}

/** The name that a scope is shown with; its id where the catalogue no longer knows it. */
export function scopeName(things: readonly CatalogueThing[], scope: Exclude<Scope, { kind: 'all' }>): string {
  const member = things.find((thing) => inScope(thing, scope));
  if (scope.kind === 'thing') return member?.name ?? scope.id;
  return scope.kind === 'road' ? (member?.road?.name ?? scope.id) : scope.id;
}
