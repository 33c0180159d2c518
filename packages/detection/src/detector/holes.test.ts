import { describe, expect, test } from '@jest/globals';
import { Bench, MONDAY, SETTINGS, readings, seeded, type Reading } from '../testing/synthetic.js';
import { learnHoles, silenceIntervals } from './holes.js';
import { createState } from './state.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Two days of a report a minute of which some are lost. */
const lossy = (isLost: (nth: number) => boolean): Reading[] =>
  readings('speed', 1, MINUTE, MONDAY, MONDAY + 2 * DAY).filter((_, nth) => !isLost(nth));

describe('silence', () => {
  test('of a sensor that loses nothing is news after the setting', () => {
    const { state } = new Bench('speed', MINUTE).feed(lossy(() => false));
    expect(silenceIntervals(state, SETTINGS, MINUTE)).toBe(SETTINGS.gapIntervals);
  });

  test('of a sensor that loses three reports in a hundred by chance is hardly ever news', () => {
    const random = seeded(7);
    const lost = Array.from({ length: 2 * 1_440 }, () => random() < 0.03);
    const bench = new Bench('speed', MINUTE).feed(lossy((nth) => lost[nth]));
    // Independent losses make two in a row 2.6 times in two days.
    expect(bench.story.filter((line) => line === 'raised gap info').length).toBeLessThanOrEqual(2);
    expect(silenceIntervals(bench.state, SETTINGS, MINUTE)).toBeGreaterThan(SETTINGS.gapIntervals);
  });

  test('is usual for longer where reports are lost in runs, but never for more than 8.5 intervals', () => {
    const state = createState(0);
    for (let hole = 0; hole < 40; hole++) {
      learnHoles(state, 4 * MINUTE, MINUTE);
      for (let nth = 0; nth < 20; nth++) learnHoles(state, MINUTE, MINUTE);
    }
    const often = silenceIntervals(state, SETTINGS, MINUTE);
    expect(often).toBe(8.5);
    for (let nth = 0; nth < 10_000; nth++) learnHoles(state, MINUTE, MINUTE);
    expect(silenceIntervals(state, SETTINGS, MINUTE)).toBe(SETTINGS.gapIntervals);
  });

  test('that was long once does not make silence usual', () => {
    const state = createState(0);
    learnHoles(state, DAY, MINUTE);
    expect(silenceIntervals(state, SETTINGS, MINUTE)).toBeLessThanOrEqual(6.5);
  });

  test('is never usual below a setting that is wider', () => {
    const state = createState(0);
    for (let hole = 0; hole < 40; hole++) learnHoles(state, 4 * MINUTE, MINUTE);
    expect(silenceIntervals(state, { ...SETTINGS, gapIntervals: 20 }, MINUTE)).toBe(20);
  });
});
