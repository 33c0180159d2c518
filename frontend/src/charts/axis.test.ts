import { niceStep, planBarAxis, planLineAxis, ticksBetween } from './axis';

describe('line axis', () => {
  it('starts at zero where zero is near, and is then not broken', () => {
    expect(planLineAxis([3, 11, 30], 5)).toEqual({ min: 0, max: 30, ticks: [0, 10, 20, 30], broken: false });
  });

  it('takes one interval more where that wastes less height', () => {
    expect(planLineAxis([7, 55], 2)).toMatchObject({ max: 60, ticks: [0, 20, 40, 60] });
    expect(planLineAxis([1, 40], 2)).toMatchObject({ ticks: [0, 20, 40] });
    expect(planLineAxis([1, 100], 2)).toMatchObject({ ticks: [0, 50, 100] });
  });

  it('is broken where the values are far above zero, and still shows all of them', () => {
    const axis = planLineAxis([118.2, 122.9, 124], 4);
    expect(axis.broken).toBe(true);
    expect(axis.min).toBeLessThanOrEqual(118.2);
    expect(axis.max).toBeGreaterThanOrEqual(124);
    expect(axis.ticks[0]).toBe(axis.min);
  });

  it('spans both sides of zero without a break', () => {
    const axis = planLineAxis([-12, 8], 4);
    expect(axis).toMatchObject({ broken: false });
    expect(axis.ticks).toContain(0);
  });

  it('ends at zero for values a little below it', () => {
    expect(planLineAxis([-10, -1], 4)).toMatchObject({ max: 0, broken: false });
  });

  it('gives a constant a height', () => {
    const axis = planLineAxis([60, 60], 4);
    expect(axis.max).toBeGreaterThan(axis.min);
    expect(planLineAxis([0, 0], 4)).toMatchObject({ min: 0, max: 1 });
  });

  it('ignores what is not finite, and answers for no values at all', () => {
    expect(planLineAxis([NaN, Infinity], 4)).toEqual({ min: 0, max: 1, ticks: [0, 1], broken: false });
  });

  it('has no floating-point dust on its ticks', () => {
    expect(ticksBetween(0, 0.5, 0.1)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(niceStep(0.3, 3)).toBeCloseTo(0.1, 12);
  });
});

describe('bar axis', () => {
  it('always has zero, and the same reach to both sides when signed', () => {
    expect(planBarAxis([-9.6, 2], true)).toEqual({ min: -10, max: 10, ticks: [-10, 0, 10], broken: false });
    expect(planBarAxis([4, 7], false)).toMatchObject({ min: 0 });
  });

  it('answers for nothing but zeros', () => {
    expect(planBarAxis([0], true)).toEqual({ min: -1, max: 1, ticks: [-1, 0, 1], broken: false });
  });
});
