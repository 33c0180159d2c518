import { describe, expect, test } from '@jest/globals';
import { SHIFT_MAX, SHIFT_MIN } from '../detector/context.js';
import { FEEDBACK_HALF_LIFE_MS, planShift, shiftAt, VERDICT_DECADES } from './thresholds.js';

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

describe('the shift at a time', () => {
  const steps = [
    { from: AT, shift: 1 },
    { from: AT + 3 * DAY, shift: 0 },
    { from: AT + 5 * DAY, shift: -0.1 },
  ];

  test('is none before the first verdict and from its time on what it says', () => {
    expect(shiftAt([], AT)).toBe(0);
    expect(shiftAt(steps, AT - 1)).toBe(0);
    expect(shiftAt(steps, AT)).toBe(1);
    expect(shiftAt(steps, AT + 3 * DAY - 1)).toBeLessThan(1);
    expect(shiftAt(steps, AT + 3 * DAY)).toBe(0);
    expect(shiftAt(steps, AT + 5 * DAY)).toBe(-0.1);
  });

  test('is the same all day, and half after four weeks', () => {
    const [step] = steps;
    expect(shiftAt([step], AT + DAY - 1)).toBe(1);
    expect(shiftAt([step], AT + DAY)).toBe(shiftAt([step], AT + 2 * DAY - 1));
    expect(shiftAt([step], AT + 28 * DAY)).toBeCloseTo(0.5, 12);
  });
});
