import { expect, test } from '@jest/globals';
import { propertyIndex, type Report } from '@citywatch/contracts';
import { WIND_STEP_MS } from '../correlation/wind.js';
import { WindLog } from './wind-log.js';

const report = (time: number, speed: number, from: number, quality = 0): Report =>
  ({
    phenomenonTime: time,
    properties: [propertyIndex('windSpeed'), propertyIndex('windDirection')],
    results: [speed, from],
    qualities: [0, quality],
  }) as unknown as Report;

test('the wind of what begins now is that of the last whole step but one; flagged readings do not count', () => {
  const log = new WindLog();
  const now = 100 * WIND_STEP_MS;
  log.note(report(now - 2 * WIND_STEP_MS, 4, 180));
  log.note(report(now - WIND_STEP_MS - 1, 6, 180));
  log.note(report(now - WIND_STEP_MS - 2, 60, 90, 1));
  log.note(report(now - WIND_STEP_MS, 30, 90));
  expect(log.windFor(now)?.speed).toBe(5);
  expect(log.windFor(now)?.from).toBeCloseTo(180, 6);
  expect(log.windFor(now - WIND_STEP_MS)).toBeNull();
});

test('it is forgotten after 8 hours', () => {
  const log = new WindLog();
  for (let step = 0; step < 100; step++) log.note(report(step * WIND_STEP_MS, 4, 180));
  expect(log.windFor(101 * WIND_STEP_MS)).not.toBeNull();
  expect(log.windFor(40 * WIND_STEP_MS)).toBeNull();
});
