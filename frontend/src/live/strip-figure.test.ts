import type { CityFigure } from '@citywatch/contracts';
import { gaugeScale, outOfBand } from './strip-figure';

const figure = (over: Partial<CityFigure>): CityFigure => ({
  property: 'activePower',
  statistic: 'sum',
  value: 100,
  low: 90,
  high: 110,
  things: 9,
  ...over,
});

describe('gaugeScale', () => {
  it('leaves room on both sides of the band', () => {
    expect(gaugeScale(figure({}))).toEqual({ min: 60, max: 140 });
  });
  it('uses known ends, and still holds what is beyond them', () => {
    expect(gaugeScale(figure({ property: 'speed', value: 30, low: 20, high: 40 }))).toEqual({ min: 0, max: 72 });
    expect(gaugeScale(figure({ property: 'pm25', value: 88, low: 6, high: 18 }))).toEqual({ min: 0, max: 88 });
  });
  it('has two ends also while nothing is known', () => {
    const { min, max } = gaugeScale(figure({ value: null, low: null, high: null }));
    expect(max).toBeGreaterThan(min);
  });
});

describe('outOfBand', () => {
  it('is signed, and 0 at the edges and while unknown', () => {
    expect(outOfBand(figure({ value: 80 }))).toBe(-10);
    expect(outOfBand(figure({ value: 115 }))).toBe(5);
    expect(outOfBand(figure({ value: 90 }))).toBe(0);
    expect(outOfBand(figure({ low: null }))).toBe(0);
  });
});
