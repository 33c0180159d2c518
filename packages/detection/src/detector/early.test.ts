import { expect, test } from '@jest/globals';
import { Bench, DAY, HOUR, MONDAY, readings, type Reading } from '../testing/synthetic.js';

const FIVE_MINUTES = 300_000;

/** From a Thursday on, as a first start would; from 09:00 on the last day the speed is what `change` makes of it, for an hour. */
function days(count: number, change: (speed: number) => number): Bench {
  const from = MONDAY + 3 * DAY;
  const fault = from + (count - 1) * DAY + 9 * HOUR;
  const items = readings('speed', 3, FIVE_MINUTES, from, fault + HOUR).map(({ time, result }): Reading => ({
    time,
    result: time < fault ? result : change(result),
  }));
  return new Bench('speed', FIVE_MINUTES).feed(items);
}

const crash = (speed: number): number => 0.15 * speed;

test('the second day of a kind tells a crash: on the first Sunday, with one Saturday known', () => {
  expect(days(4, crash).story).toContain('raised seasonal major');
});

test('the first day of a kind tells none: on the first Saturday', () => {
  expect(days(3, crash).story).toEqual([]);
});

test('a moderate deviation waits for a third day: one day says nothing of how days differ', () => {
  expect(days(4, (speed) => speed - 13).story).toEqual([]);
});
