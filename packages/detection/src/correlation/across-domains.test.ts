import { expect, test } from '@jest/globals';
import { onFeeder, onRoad, thingAt } from '../testing/anomalies.js';
import { City, T } from '../testing/correlated-city.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const station = (north: number) => thingAt(`air${north}`, 'air-quality', north);
const sizes = (city: City): number[] => city.current.map(({ members }) => members.length);

test('exhaust follows its jam: air that was bad long before is another incident', () => {
  const after = new City();
  for (const i of [1, 0]) after.raise(onRoad(`t${i}`, i * 400), T + i);
  after.raise(station(300), T + 5 * MINUTE);
  expect(sizes(after)).toEqual([3]);
  const before = new City();
  before.raise(station(300), T, { property: 'no2' });
  before.raise(station(300), T, { property: 'co' });
  for (const i of [1, 0]) before.raise(onRoad(`t${i}`, i * 400), T + 5 * MINUTE + i);
  expect(sizes(before)).toEqual([2, 2]);
});

test('two jams on two roads stay two, though the air beside both is bad', () => {
  const city = new City();
  for (const i of [1, 0]) city.raise(onRoad(`a${i}`, i * 400, 'a'), T + i);
  for (const i of [1, 0]) city.raise(onRoad(`b${i}`, i * 400, 'b', 2_000 + i * 400), T + SECOND + i);
  city.raise(station(600), T + 3 * MINUTE);
  city.raise(station(1_800), T + 4 * MINUTE);
  expect(sizes(city)).toEqual([3, 3]);
});

test('a cable that burns is smelt close by only', () => {
  const sizesAt = (metres: number) => {
    const city = new City();
    const dark = { severity: 'critical', observed: 0, expected: 240 } as const;
    for (const id of ['x', 'y']) city.raise(onFeeder(id, 'F7', ['h']), T, dark);
    city.raise(station(metres), T + MINUTE, { property: 'pm25' });
    city.advance(T + 10 * MINUTE);
    return sizes(city);
  };
  expect(sizesAt(290)).toEqual([3]);
  expect(sizesAt(310)).toEqual([2, 1]);
});

test('smoke of an hour ago has nothing to do with a power cut now', () => {
  const city = new City();
  for (const property of ['pm25', 'co']) city.raise(station(100), T, { property });
  for (const id of ['x', 'y'])
    city.raise(onFeeder(id, 'F7', ['h']), T + 61 * MINUTE, { severity: 'critical', observed: 0, expected: 240 });
  expect(sizes(city)).toEqual([2, 2]);
});
