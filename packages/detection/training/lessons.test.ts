import { expect, test } from '@jest/globals';
import { FEATURES, WINDOW } from '@citywatch/detection';
import { feed, type Series } from './feeder.js';
import { Lessons } from './lessons.js';
import { createRandom, normal } from './random.js';
import { simulatedSeries } from './simulated.js';

const STEP = 300_000;
const random = createRandom(9);

function series(days: number): Series {
  const start = Date.UTC(2026, 8, 14, 5) + STEP / 2;
  const values = Float32Array.from({ length: days * 288 }, (_, i) =>
    i % 100 < 3 ? NaN : 50 + 10 * Math.sin((i / 288) * 2 * Math.PI) + normal(random),
  );
  const same = { thing: 't', property: 'speed', nominal: null, timeZone: 'America/Chicago', stepMs: STEP };
  return { ...same, start, values };
}

test('a lesson is the window before a step, and what the step then was', () => {
  const one = series(4);
  let lessons = 0;
  feed(one, ({ lane, at, target, toTarget }) => {
    lessons++;
    expect(Number.isNaN(one.values[at]) || Number.isNaN(one.values[at - 1])).toBe(false);
    expect(toTarget(one.values[at])).toBe(target);
    if (at > 600) expect(Math.abs(target)).toBeLessThan(8);
    expect(lane.f64.length).toBeGreaterThan(0);
  });
  expect(lessons).toBeGreaterThan(900);
});

test('lessons fill up to their limit, some with a hole', () => {
  const lessons = new Lessons(500);
  lessons.take(series(5), 1, createRandom(1));
  expect(lessons.count).toBe(500);
  let holes = 0;
  for (let i = 0; i < 500; i++)
    holes += lessons.rows
      .subarray(i * FEATURES + WINDOW, i * FEATURES + 2 * WINDOW)
      .filter((known) => known === 0).length;
  expect(holes).toBeGreaterThan(500);
});

test('a held-out city cannot be trained on', () => {
  const [seed, start] = [2_003, Date.UTC(2026, 0, 1)];
  expect(() => [...simulatedSeries({ seed, sensors: 20, start, days: 1 })]).toThrow(/must not be tuned or trained on/);
});
