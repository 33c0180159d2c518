import { beforeEach, expect, test } from '@jest/globals';
import type { Incident } from '@citywatch/contracts';
import { onRoad } from '../testing/anomalies.js';
import { City, settings, T } from '../testing/correlated-city.js';

/** What people made of incidents is kept by the correlator. */
const MINUTE = 60_000;
const road = Array.from({ length: 10 }, (_, i) => onRoad(`t${i}`, i * 300));
let city: City;
beforeEach(() => {
  city = new City();
});

const things = (): string[][] => city.current.map(({ members }) => members.map(({ thing }) => thing));
function change(incident: Incident, more: Partial<Incident>): void {
  const changed = { ...incident, ...more, revision: incident.revision + 1 };
  city.incidents.set(changed.id, changed);
  city.correlator.sync([changed]);
}

test('a pinned incident takes nothing in, is not merged, and still resolves itself', () => {
  const crash = [3, 2].map((i) => city.raise(road[i], T + i));
  change(city.all[0], { pinned: true });
  for (const i of [1, 0]) city.raise(road[i], T + 10_000 + i);
  expect(things()).toEqual([
    ['t2', 't3'],
    ['t0', 't1'],
  ]);
  for (const anomaly of crash) city.clear(anomaly, T + 5 * MINUTE);
  city.advance(T + 5 * MINUTE + settings.resolveMs);
  expect(city.all[0].times.resolvedAt).not.toBeNull();
});

test('unpinned it takes in again', () => {
  for (const i of [3, 2]) city.raise(road[i], T + i);
  change(city.all[0], { pinned: true });
  change(city.all[0], { pinned: false });
  city.raise(road[1], T + 10_000);
  expect(things()).toEqual([['t2', 't3', 't1']]);
});

test('what people took apart stays apart after a start, and is not made one by what comes between', () => {
  for (const i of [9, 8, 1, 0]) city.raise(road[i], T + (10 - i));
  const [south, north] = city.all;
  const again = new City();
  for (const [incident, of] of [
    [south, [8, 9]],
    [north, [0, 1]],
  ] as const) {
    again.incidents.set(incident.id, incident);
    const members = of.map((i) => {
      const found = [...city.anomalies.values()].find(({ thing }) => thing === `t${i}`);
      if (found === undefined) throw new Error('every detector was raised');
      return { anomaly: found, thing: road[i], raisedAt: T };
    });
    again.correlator.restore(incident, members, T);
  }
  again.correlator.keepApart([[south.id, north.id]]);
  city = again;
  for (const i of [7, 6, 5, 4, 3, 2]) city.raise(road[i], T + 20_000 - i);
  expect(city.current).toHaveLength(2);
  expect(things().flat()).toHaveLength(10);
});
