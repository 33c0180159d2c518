import { describe, expect, test } from '@jest/globals';
import { backfillStep, MAX_BACKFILL_REPORTS, planBackfill, stepsOf } from './backfill-plan.js';

const DAY = 86_400_000;
const now = Date.parse('2026-11-19T15:00:00Z');
const text = (parts: (readonly [number, number])[]) =>
  parts.map((p) => p.map((t) => new Date(t).toISOString().slice(0, 16)));

describe('planBackfill', () => {
  test('a city without a past gets all of it, newest day first, each day whole', () => {
    expect(text(planBackfill([], [now - 2 * DAY, now]))).toEqual([
      ['2026-11-19T00:00', '2026-11-19T15:00'],
      ['2026-11-18T00:00', '2026-11-19T00:00'],
      ['2026-11-17T15:00', '2026-11-18T00:00'],
    ]);
  });

  test('only what is missing: the hole since it was stopped and the rest that was never reached', () => {
    const filled = [[now - DAY, now - 3_600_000]] as const;
    expect(text(planBackfill(filled, [now - 1.25 * DAY, now]))).toEqual([
      ['2026-11-19T14:00', '2026-11-19T15:00'],
      ['2026-11-18T09:00', '2026-11-18T15:00'],
    ]);
  });

  test('a hole under a minute is let be, one of a minute is filled', () => {
    expect(planBackfill([[now - DAY, now - 59_999]], [now - DAY, now])).toEqual([]);
    expect(planBackfill([[now - DAY, now - 60_000]], [now - DAY, now])).toHaveLength(1);
  });
});

test('steps stand on the clock and cover a part exactly', () => {
  const steps = [...stepsOf([7, 23], 5)];
  expect(steps).toEqual([
    [7, 10],
    [10, 15],
    [15, 20],
    [20, 23],
  ]);
});

test('a large city gets a coarser past, a small one the step asked for', () => {
  expect(backfillStep(1000, 7 * DAY, 300_000)).toBe(300_000);
  const limit = Math.floor((MAX_BACKFILL_REPORTS * 300_000) / (7 * DAY));
  expect(backfillStep(limit, 7 * DAY, 300_000)).toBe(300_000);
  expect(backfillStep(limit + 1, 7 * DAY, 300_000)).toBe(360_000);
  expect((100_000 * 7 * DAY) / backfillStep(100_000, 7 * DAY, 300_000)).toBeLessThanOrEqual(MAX_BACKFILL_REPORTS);
});
