import { expect, test } from '@jest/globals';
import { onRoad } from '../testing/anomalies.js';
import { City, settings, T } from '../testing/correlated-city.js';

const stuck = { detector: 'stuck', severity: 'minor', property: 'flow' } as const;
const device = { ...onRoad('t1', 0), propertyCount: 3 };
const { qualityWaitMs, stuckWaitMs } = settings;

/** Incidents there are just before, and at, so long after the value began to repeat. */
function opened(city: City, after: number): readonly [before: number, at: number] {
  city.advance(T + after - 1);
  const before = city.all.length;
  city.advance(T + after);
  return [before, city.all.length];
}

test('one reading of several that repeats is an incident when it has repeated for an hour', () => {
  const city = new City();
  city.raise(device, T, stuck);
  expect(opened(city, stuckWaitMs)).toEqual([0, 1]);
  expect(city.all).toMatchObject([{ severity: 'minor', title: { code: 'sensor-stuck' } }]);
});

test('what repeated for less was chance', () => {
  const city = new City();
  const anomaly = city.raise(device, T, stuck);
  city.clear(anomaly, T + stuckWaitMs - 1);
  city.advance(T + 2 * stuckWaitMs);
  expect(city.all).toEqual([]);
});

test('two readings that repeat are a device that hangs, and so is the only one: neither waits so long', () => {
  const two = new City();
  two.raise(device, T, stuck);
  two.raise(device, T + 1, { ...stuck, property: 'speed' });
  expect(opened(two, qualityWaitMs)).toEqual([0, 1]);
  for (const propertyCount of [1, undefined]) {
    const only = new City();
    only.raise({ ...device, propertyCount }, T, stuck);
    expect(opened(only, qualityWaitMs)).toEqual([0, 1]);
  }
});
