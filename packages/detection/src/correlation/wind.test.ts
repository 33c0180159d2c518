import { expect, test } from '@jest/globals';
import { thingAt } from '../testing/anomalies.js';
import { City, T } from '../testing/correlated-city.js';
import { meanWind, windStepFor, windward, WIND_STEP_MS } from './wind.js';

const MINUTE = 60_000;
const at = (north: number) => thingAt(`air${north}`, 'air-quality', north);
/** Two stations of which the second reads it `later` ms after; answers how many incidents that is. */
function incidents(metres: number, later: number, wind: City['wind'], severity: 'minor' | 'major' = 'major'): number {
  const city = new City();
  city.wind = wind;
  city.raise(at(0), T, { property: 'pm25', severity });
  city.raise(at(metres), T + later, { property: 'pm25', severity });
  city.advance(T + 2 * 60 * MINUTE);
  return city.all.length;
}
const southerly = { speed: 4, from: 180 };
const westerly = { speed: 4, from: 270 };

test('smoke that drifts from one station to the next is one incident, also far downwind', () => {
  expect(incidents(2_900, 10 * MINUTE, southerly)).toBe(1);
  expect(incidents(4_900, 18 * MINUTE, southerly)).toBe(1);
});

test('two fires 3 km apart in the same minute are two: smoke needs its time, and does not drift across the wind', () => {
  expect(incidents(3_000, MINUTE, southerly)).toBe(2);
  expect(incidents(2_900, 10 * MINUTE, westerly)).toBe(2);
});

test('beside each other the wind does not matter; without wind only the distance does, up to 3 km', () => {
  expect(incidents(990, MINUTE, westerly)).toBe(1);
  expect(incidents(2_990, MINUTE, null)).toBe(1);
  expect(incidents(3_010, MINUTE, null)).toBe(2);
  expect(incidents(2_990, MINUTE, { speed: 0.9, from: 270 })).toBe(1);
});

test('a little everywhere is weather, not a plume', () => {
  expect(incidents(2_900, MINUTE, westerly, 'minor')).toBe(1);
});

test('the root is the station that the wind reaches first', () => {
  const city = new City();
  city.wind = { speed: 4, from: 0 };
  for (const north of [0, 900, 1_800]) city.raise(at(north), T + north, { property: 'pm25' });
  expect(city.all).toMatchObject([{ firstMover: 'air0', root: 'air1800' }]);
  const calm = new City();
  for (const north of [0, 900]) calm.raise(at(north), T + north, { property: 'pm25' });
  expect(calm.all).toMatchObject([{ root: null }]);
});

test('directions are averaged as directions, speeds as numbers', () => {
  expect(meanWind([])).toBeNull();
  const mean = meanWind([
    { speed: 2, from: 350 },
    { speed: 4, from: 30 },
  ]);
  expect(mean?.speed).toBe(3);
  expect(mean?.from).toBeCloseTo(10, 6);
});

test('metres along and across', () => {
  const { along, across } = windward(at(0), at(1_000), southerly);
  expect([Math.round(along), Math.round(across)]).toEqual([1_000, 0]);
  expect(Math.round(windward(at(0), at(1_000), westerly).across)).toBe(1_000);
});

test('the wind that counts is that of a step that was over a step before', () => {
  expect(windStepFor(5 * WIND_STEP_MS)).toBe(3 * WIND_STEP_MS);
  expect(windStepFor(6 * WIND_STEP_MS - 1)).toBe(3 * WIND_STEP_MS);
});
