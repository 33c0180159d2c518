import { expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE, START } from './clock.js';
import { hourlyChange, speedChange, type Row } from './likeness.js';
import { SecondCity } from './second-city.js';
import { Telemetry } from './telemetry.js';

const CHICAGO = () => -5 * HOUR;

test('changes of all and of one are told apart', () => {
  const rows = (own: (nth: number) => number): Row[] =>
    ['a', 'b', 'c'].flatMap((thing, i) =>
      Array.from({ length: 100 }, (_, nth) => ({
        thing,
        time: START + nth * HOUR,
        results: { pm25: 20 * Math.E ** ((nth % 2) * 0.2 + (i === 0 ? 1 : -0.5) * own(nth)) },
      })),
    );
  const common = hourlyChange(
    rows(() => 0),
    'pm25',
    true,
  );
  expect(common.together).toBeCloseTo(0.2, 2);
  expect(common.apart).toBeCloseTo(0);
  expect(
    hourlyChange(
      rows((nth) => nth % 2),
      'pm25',
      true,
    ).apart,
  ).toBeCloseTo(0.5, 2);
});

test('speeds are compared with the day before, on weekday afternoons', () => {
  const rows = Array.from({ length: 2 * 288 }, (_, i): Row => {
    const time = START + i * 5 * MINUTE;
    return { thing: 'a', time, results: { speed: time < START + DAY ? 80 : 60 } };
  });
  expect(speedChange(rows, CHICAGO)).toEqual({ slowest: [0.75, 0.75, 0.75].map(() => 1), dayToDay: [1 / 3, 1 / 3] });
});

/** Beside Beijing's 0.18, 0.31, 0.16 and 1.1, and Los Angeles' 0.60 and 0.39 (main-likeness.ts). */
test('a healthy city is about as lively as the real data', () => {
  const rows: Row[] = [];
  new Telemetry(1, new SecondCity(1, 20 * MINUTE, 9), []).each(({ thing, time, results }) =>
    rows.push({ thing: thing.metadata.thing, time, results }),
  );
  const dust = hourlyChange(rows, 'pm25', true);
  expect(dust.together).toBeGreaterThan(0.1);
  expect(dust.together).toBeLessThan(0.2);
  expect(dust.apart).toBeGreaterThan(0.1);
  expect(dust.apart).toBeLessThan(0.31);
  const warmth = hourlyChange(rows, 'temperature', false);
  expect(warmth.together).toBeGreaterThan(0.8);
  expect(warmth.together).toBeLessThan(1.5);
  const { slowest, dayToDay } = speedChange(rows, CHICAGO);
  expect(slowest[0]).toBeGreaterThan(0.4);
  expect(slowest[1]).toBeLessThan(0.9);
  expect(dayToDay[1]).toBeGreaterThan(0.1);
  expect(dayToDay[1]).toBeLessThan(0.39);
});
