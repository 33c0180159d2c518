import type { CatalogueThing, HistoryAnswer } from '@citywatch/contracts';
import { buildResult, findScopes, propertyFor, scopeName, sortRows, thingsOf, type SensorSeries } from './answer';

const thing = (id: string, over: Partial<CatalogueThing> = {}): CatalogueThing => ({
  id,
  name: id,
  domain: 'traffic',
  operator: 'city',
  longitude: 0,
  latitude: 0,
  interval: 30,
  road: null,
  feeder: null,
  datastreams: [{ id: 1, property: 'speed' }],
  ...over,
});
const history = (mean: number | null, count = 10): HistoryAnswer => ({
  datastream: 1,
  thing: 't',
  property: 'speed',
  unit: 'km/h',
  from: 0,
  to: 60_000,
  resolution: '1m',
  readings: mean === null ? 0 : count,
  points: mean === null ? [] : [[0, mean, mean, mean, count]],
  expected: [],
  anomalies: [],
});
const series = (id: string, now: number | null, before: number | null | undefined): SensorSeries => ({
  thing: thing(id),
  history: history(now),
  before: before === undefined ? null : history(before),
});

describe('answer', () => {
  it('takes the median of the sensors, and compares it with their median before', () => {
    const result = buildResult(
      [series('a', 10, 20), series('b', 20, 20), series('c', 60, 40), series('d', null, 5)],
      (v) => v,
    );
    expect(result).toMatchObject({ value: 20, change: 0, answered: 3, readings: 30 });
    expect(result.rows.map((row) => row.change)).toEqual([-10, 0, 20, null]);
  });

  it('subtracts shown figures, so that a scale with an offset gives true differences', () => {
    const fahrenheit = (celsius: number) => celsius * 1.8 + 32;
    expect(buildResult([series('a', 10, 0)], fahrenheit)).toMatchObject({ value: 50, change: 18 });
  });

  it('knows no change where nothing is compared, and nothing at all of nobody', () => {
    expect(buildResult([series('a', 10, undefined)], (v) => v)).toMatchObject({
      change: null,
      share: null,
      before: null,
    });
    expect(buildResult([], (v) => v)).toMatchObject({ main: null, value: null, readings: 0, answered: 0 });
  });

  it('sorts by size of change with the unknown last', () => {
    const { rows } = buildResult([series('a', 10, 9), series('b', 10, null), series('c', 1, 30)], (v) => v);
    expect(sortRows(rows, 'change', 'en').map((row) => row.series.thing.id)).toEqual(['c', 'a', 'b']);
    expect(sortRows(rows, 'name', 'en').map((row) => row.series.thing.id)).toEqual(['a', 'b', 'c']);
  });
});

describe('scopes', () => {
  const road = { id: 'r1', name: 'Halsted St', position: 0, direction: 'N' as const };
  const things = [
    thing('traffic:2', { name: 'Halsted & 18th', road }),
    thing('traffic:10', { name: 'Halsted & Taylor', road }),
    thing('grid:1', { name: 'T1', feeder: { id: 'F7', parent: null }, datastreams: [{ id: 2, property: 'voltage' }] }),
  ];

  it('hold the Things that observe the property', () => {
    expect(thingsOf(things, { kind: 'road', id: 'r1' }, 'speed')).toHaveLength(2);
    expect(thingsOf(things, { kind: 'all' }, 'voltage').map((t) => t.id)).toEqual(['grid:1']);
    expect(thingsOf(things, { kind: 'feeder', id: 'F7' }, 'speed')).toEqual([]);
  });

  it('are asked for what they observe', () => {
    expect(propertyFor(things, { kind: 'feeder', id: 'F7' }, 'speed')).toBe('voltage');
    expect(propertyFor(things, { kind: 'all' }, 'speed')).toBe('speed');
    expect(propertyFor(things, { kind: 'thing', id: 'gone' }, 'speed')).toBe('speed');
  });

  it('are found by any words, groups before single sensors', () => {
    expect(findScopes(things, 'halsted', 10).map((c) => [c.scope.kind, c.name, c.things])).toEqual([
      ['named', 'halsted', 2],
      ['road', 'Halsted St', 2],
      ['thing', 'Halsted & 18th', 1],
      ['thing', 'Halsted & Taylor', 1],
    ]);
    expect(findScopes(things, 'taylor HALSTED', 10).map((c) => c.name)).toEqual(['Halsted & Taylor']);
    expect(findScopes(things, '', 2)).toHaveLength(2);
  });

  it('can be all Things with some words in their name, such as a neighbourhood', () => {
    expect(thingsOf(things, { kind: 'named', id: 'HALSTED' }, 'speed')).toHaveLength(2);
    expect(thingsOf(things, { kind: 'named', id: 'halsted taylor' }, 'speed')).toHaveLength(1);
    expect(scopeName(things, { kind: 'named', id: 'Pilsen' })).toBe('Pilsen');
  });

  it('have a name even when the catalogue no longer knows them', () => {
    expect(scopeName(things, { kind: 'road', id: 'r1' })).toBe('Halsted St');
    expect(scopeName(things, { kind: 'thing', id: 'gone' })).toBe('gone');
  });
});
