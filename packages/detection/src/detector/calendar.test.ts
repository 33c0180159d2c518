import { describe, expect, test } from '@jest/globals';
import { holidaysOf } from '../holidays.js';
import { zoneOffset } from '../local-time.js';
import { Bench, DAY, HOUR, SETTINGS, gauss, seeded, type Reading } from '../testing/synthetic.js';
import { expectedAt } from './step.js';

const STEP = 300_000;
/** Traffic by the local clock: rush hours on weekdays, none at weekends; holidays as `like` says. */
function traffic(
  zone: string,
  from: number,
  to: number,
  seed: number,
  weekendLike: (localDay: number) => boolean = () => false,
): Reading[] {
  const offsetAt = zoneOffset(zone);
  const random = seeded(seed);
  const out: Reading[] = [];
  for (let time = from; time < to; time += STEP) {
    const local = time + offsetAt(time);
    const day = Math.floor(local / DAY);
    const weekday = (day + 4) % 7;
    const hour = (local / HOUR) % 24;
    const rush = Math.exp(-(((hour - 8) / 1.2) ** 2)) + Math.exp(-(((hour - 17) / 1.5) ** 2));
    const calm = weekday === 0 || weekday === 6 || weekendLike(day);
    out.push({ time, result: Math.round((62 - (calm ? 2 : 30) * rush + 1.5 * gauss(random)) * 10) / 10 });
  }
  return out;
}

describe('the clock change', () => {
  test.each([
    ['America/Chicago', Date.UTC(2026, 2, 8, 8)],
    ['America/Chicago', Date.UTC(2026, 10, 1, 7)],
    ['Europe/Berlin', Date.UTC(2026, 2, 29, 1)],
    ['Europe/Berlin', Date.UTC(2026, 9, 25, 1)],
  ])('in %s: rush hours stay at their hour by the clock, and nothing alarms in the week after', (zone, change) => {
    const settings = { ...SETTINGS, offsetAt: zoneOffset(zone), holidayOn: holidaysOf('none') };
    const bench = new Bench('speed', STEP, settings).feed(traffic(zone, change - 15 * DAY, change + 7 * DAY, 5));
    expect(bench.story).toEqual([]);
    // The next Wednesday, 8:00 by the clock: the trough of the morning is where it was.
    const midnight = Math.floor((change + settings.offsetAt(change + DAY)) / DAY) * DAY;
    const wednesday = midnight + 3 * DAY;
    const at = (hour: number) => {
      const time = wednesday + hour * HOUR - settings.offsetAt(wednesday);
      return expectedAt(bench.state, time, settings.offsetAt, settings.holidayOn)?.expected ?? NaN;
    };
    expect(at(8)).toBeLessThan(at(7) - 5);
    expect(at(8)).toBeLessThan(at(9) - 5);
  });
});

describe('a holiday', () => {
  const zone = 'America/Chicago';
  const settings = { ...SETTINGS, offsetAt: zoneOffset(zone) };
  const thanksgiving = Date.UTC(2026, 10, 26, 6);
  const christmas = Date.UTC(2026, 11, 25, 6);
  const bandAt = (bench: Bench, time: number) => expectedAt(bench.state, time, settings.offsetAt, settings.holidayOn);

  test('is expected to be like a weekend, with a band that allows for a weekday', () => {
    const bench = new Bench('speed', STEP, settings).feed(traffic(zone, thanksgiving - 15 * DAY, thanksgiving, 6));
    const [holiday, before] = [bandAt(bench, thanksgiving + 8 * HOUR), bandAt(bench, thanksgiving - 16 * HOUR)];
    expect(holiday?.expected).toBeGreaterThan(50);
    expect(before?.expected).toBeLessThan(40);
    expect(holiday?.low).toBeLessThan(35);
  });

  test.each([
    ['a weekend', true],
    ['any weekday', false],
  ])('that is kept as %s raises nothing, and Christmas is then expected so', (_, weekendLike) => {
    const isFree = (day: number) => weekendLike && settings.holidayOn(day);
    const bench = new Bench('speed', STEP, settings);
    bench.feed(traffic(zone, thanksgiving - 15 * DAY, thanksgiving + DAY, 7, isFree));
    expect(bench.story).toEqual([]);
    bench.feed(traffic(zone, thanksgiving + DAY, christmas, 8, isFree));
    const expected = bandAt(bench, christmas + 8 * HOUR)?.expected ?? NaN;
    if (weekendLike) expect(expected).toBeGreaterThan(55);
    else expect(expected).toBeLessThan(40);
  });

  test('teaches weekdays nothing', () => {
    const bench = new Bench('speed', STEP, settings).feed(traffic(zone, thanksgiving - 15 * DAY, thanksgiving, 9));
    const friday = thanksgiving + 8 * DAY + 8 * HOUR;
    const before = bandAt(bench, friday)?.expected ?? NaN;
    bench.feed(traffic(zone, thanksgiving, thanksgiving + 2 * DAY, 9, () => true));
    expect(bandAt(bench, friday)?.expected).toBeCloseTo(before, 0);
  });
});
