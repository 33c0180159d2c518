import { expect, test } from '@jest/globals';
import { thingAt } from '../testing/anomalies.js';
import { City, graphOf, T } from '../testing/correlated-city.js';

test.each([90, 89.999, -90])(
  'Things that a wrong latitude of %d puts at a pole are looked for in few cells',
  (latitude) => {
    const things = ['a', 'b', 'c'].map((id) => thingAt(id, 'air-quality', 0, { latitude }));
    const city = new City(graphOf(things));
    things.forEach((thing, i) => city.raise(thing, T + i * 1_000, { property: 'no2', severity: 'major' }));
    city.advance(T + 20 * 60_000);
    expect(city.current.map(({ members }) => members.length)).toEqual([3]);
  },
);
