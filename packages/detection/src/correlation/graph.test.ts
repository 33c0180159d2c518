import { expect, test } from '@jest/globals';
import { onFeeder, onRoad, thingAt } from '../testing/anomalies.js';
import { graphOf } from '../testing/correlated-city.js';
import { operatorKind, propertyKind } from './graph.js';

const things = [
  onRoad('b', 800),
  onRoad('a', 400),
  onRoad('c', 1_200),
  onRoad('other-way', 800, 'halsted-s'),
  onFeeder('signal', 'F7', ['head'], 500),
  thingAt('far', 'grid', 5_000),
];
const graph = graphOf(things);
const road = (id: string) => {
  const found = graph.thing(id)?.road;
  if (!found) throw new Error(`${id} stands on a road`);
  return found;
};

test('detectors strictly between two of one carriageway, whichever comes first', () => {
  const ids = (a: string, b: string) => graph.between(road(a), road(b)).map(({ thing }) => thing);
  expect([ids('a', 'c'), ids('c', 'a'), ids('a', 'b'), ids('b', 'b')]).toEqual([['b'], ['b'], [], []]);
});

test('counts of a kind; 0 where it is unknown', () => {
  expect(graph.size).toBe(6);
  expect(graph.countOf(propertyKind('traffic', 'speed'))).toBe(4);
  expect(graph.countOf(propertyKind('grid', 'voltage'))).toBe(2);
  expect(graph.countOf(operatorKind('Operator 1'))).toBe(6);
  expect(graph.countOf(propertyKind('grid', 'load'))).toBe(0);
});

test('Things near a place, nearest first, up to the limit', () => {
  const near = (metres: number) => graph.near(thingAt('here', 'grid', 0), 'grid', metres).map(({ thing }) => thing);
  expect([near(499), near(501), near(5_001)]).toEqual([[], ['signal'], ['signal', 'far']]);
});
