import { describe, expect, test } from '@jest/globals';
import { SHIFT_MAX, SHIFT_MIN } from '../detector/context.js';
import { contextOf } from '../testing/synthetic.js';
import { fadedShift, FEEDBACK_HALF_LIFE_MS, planShift, shiftedContext, VERDICT_DECADES } from './thresholds.js';

const DAY = 86_400_000;
const AT = Date.UTC(2026, 2, 4, 9);

describe('what verdicts add up to', () => {
  test('noise raises the level, useful lowers it, known work leaves it', () => {
    expect(planShift([{ decades: VERDICT_DECADES.noise, at: AT }], AT)).toBe(0.5);
    expect(planShift([{ decades: VERDICT_DECADES.useful, at: AT }], AT)).toBe(-0.1);
    expect(planShift([{ decades: VERDICT_DECADES['known work'], at: AT }], AT)).toBe(0);
  });

  test('stays within the bounds, at them from the fourth noise and the fifth useful verdict on', () => {
    const times = (n: number, decades: number) =>
      planShift(
        Array.from({ length: n }, () => ({ decades, at: AT })),
        AT,
      );
    expect(times(3, 0.5)).toBe(1.5);
    expect(times(4, 0.5)).toBe(SHIFT_MAX);
    expect(times(40, 0.5)).toBe(SHIFT_MAX);
    expect(times(4, -0.1)).toBe(-0.4);
    expect(times(50, -0.1)).toBe(SHIFT_MIN);
  });

  test('fades by half in four weeks, each verdict from its own time', () => {
    const noise = { decades: 0.5, at: AT };
    expect(planShift([noise], AT + FEEDBACK_HALF_LIFE_MS)).toBe(0.25);
    expect(planShift([noise, { decades: 0.5, at: AT + FEEDBACK_HALF_LIFE_MS }], AT + FEEDBACK_HALF_LIFE_MS)).toBe(0.75);
    expect(planShift([noise], AT + 10 * FEEDBACK_HALF_LIFE_MS)).toBe(0);
  });

  test('a verdict from a clock that is ahead counts whole, not more', () => {
    expect(planShift([{ decades: 0.5, at: AT + DAY }], AT)).toBe(0.5);
  });
});

test('what a verdict left is the same all day, and half after four weeks; old data has all of it', () => {
  const threshold = { from: AT, shift: 1 };
  expect([AT - 400 * DAY, AT, AT + DAY - 1].map((time) => fadedShift(threshold, time))).toEqual([1, 1, 1]);
  expect(fadedShift(threshold, AT + DAY)).toBeLessThan(1);
  expect(fadedShift(threshold, AT + DAY)).toBe(fadedShift(threshold, AT + 2 * DAY - 1));
  expect(fadedShift(threshold, AT + 28 * DAY)).toBeCloseTo(0.5, 12);
  expect(fadedShift({ from: AT, shift: 0 }, AT + DAY)).toBe(0);
});

test('a context takes the shift of its time, and is another object only where that changes', () => {
  const context = contextOf('speed', 10_000);
  expect(shiftedContext(context, null, AT)).toBe(context);
  const shifted = shiftedContext(context, { from: AT, shift: 1 }, AT);
  expect(shifted).toEqual({ ...context, shift: 1 });
  expect(shiftedContext(shifted, { from: AT, shift: 1 }, AT + DAY - 1)).toBe(shifted);
  expect(shiftedContext(shifted, { from: AT, shift: 1 }, AT + 28 * DAY).shift).toBeCloseTo(0.5, 12);
});
