import { describe, expect, test } from '@jest/globals';
import { onFeeder, onRoad, thingAt } from '../testing/anomalies.js';
import { neighboursOf } from './groups.js';
import { Voices, windWeight } from './median.js';
import { DEFAULT_PEERS } from './settings.js';

const idsOf = (places: Parameters<typeof neighboursOf>[0], thing: string): string[] =>
  (neighboursOf(places, DEFAULT_PEERS).get(thing) ?? []).map(({ place }) => place.thing);

describe('neighbours', () => {
  test('stand along the same carriageway, nearest first, up to 2 km away', () => {
    const places = [
      onRoad('a', 0),
      onRoad('b', 2_000),
      onRoad('c', 2_001),
      onRoad('d', 300),
      onRoad('e', 0, 'halsted-s'),
    ];
    expect(idsOf(places, 'a')).toEqual(['d', 'b']);
    expect(idsOf(places, 'e')).toEqual([]);
    const back = {
      ...onRoad('f', 10),
      road: { id: 'halsted-n', name: 'Halsted St', position: 10, direction: 'S' as const },
    };
    expect(idsOf([...places, back], 'a')).toEqual(['d', 'b']);
  });

  test('hang on the same feeder', () => {
    const places = [onFeeder('a', 'F1', []), onFeeder('b', 'F1', ['a'], 500), onFeeder('c', 'F2', [], 10)];
    expect(idsOf(places, 'a')).toEqual(['b']);
  });

  test('are the air stations around, whatever cell of the map they are in', () => {
    const air = (thing: string, north: number, east = 0) => {
      const place = thingAt(thing, 'air-quality', north);
      return { ...place, longitude: place.longitude + east / (111_195 * Math.cos((place.latitude * Math.PI) / 180)) };
    };
    const places = [
      air('a', 0),
      air('n', 3_990),
      air('s', -3_990),
      air('w', 0, -3_990),
      air('e', 0, 3_990),
      air('far', 4_010),
    ];
    expect(idsOf(places, 'a').sort()).toEqual(['e', 'n', 's', 'w']);
    const found = neighboursOf(places, DEFAULT_PEERS).get('a') ?? [];
    expect(Object.fromEntries(found.map(({ place, bearing }) => [place.thing, Math.abs(Math.round(bearing))]))).toEqual(
      {
        n: 0,
        s: 180,
        w: 90,
        e: 90,
      },
    );
  });

  test('are none without a road, a feeder or a place, and a bounded number', () => {
    const nowhere = { ...thingAt('x', 'air-quality', 0), longitude: NaN };
    expect(idsOf([thingAt('a', 'traffic', 0), thingAt('b', 'traffic', 1), nowhere], 'a')).toEqual([]);
    const crowd = Array.from({ length: 100 }, (_, i) => onRoad(`t${i}`, i));
    expect(idsOf(crowd, 't0')).toHaveLength(4 * DEFAULT_PEERS.mostNeighbours);
  });
});

describe('the weighted median', () => {
  type Items = readonly (readonly [value: number, weight: number])[];
  const voices = (...items: Items) => {
    const all = new Voices();
    for (const [value, weight] of items) all.add(value, weight);
    return all;
  };
  const of = (...items: Items) => voices(...items).median;

  test('is the middle one, or between two, and outvotes one that is wrong', () => {
    expect(of([1, 1], [1_000, 1], [2, 1])).toBe(2);
    expect(of([4, 1], [1, 1], [2, 1], [3, 1])).toBe(2.5);
    expect(of([0, 3], [10, 1], [11, 1])).toBe(0);
    expect(of([7, 0.1])).toBe(7);
    expect(of()).toBeNaN();
    expect(voices([1, 1], [5, 1]).clear().median).toBeNaN();
  });

  test('and the scatter around it, which one that is wrong does not move', () => {
    expect(voices([1, 1], [2, 1], [3, 1], [900, 1], [0, 1]).scatterAround(2)).toBe(1);
    const crowd = voices(...Array.from({ length: 70 }, (_, i) => [i, 1] as const));
    expect([crowd.size, crowd.median]).toEqual([64, 31.5]);
  });

  test('counts air stations by distance, most along the wind, in both directions', () => {
    expect(windWeight(1_500, 90, null)).toBeCloseTo(0.5);
    expect(windWeight(1_500, 90, 270)).toBeCloseTo(0.5);
    expect(windWeight(1_500, 90, 90)).toBeCloseTo(0.5);
    expect(windWeight(1_500, 90, 0)).toBeCloseTo(0.2);
    expect(windWeight(0, 0, 0)).toBeCloseTo(1);
  });
});
