import { cityFigure, COMMON_SHARE, median, type Contribution } from './city-figure.js';

const of = (value: number, expected = value, half = 10): Contribution => ({
  value,
  expected: { expected, low: expected - half, high: expected + half },
});
const learning = (value: number): Contribution => ({ value, expected: null });

test('median of odd and even counts', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

describe('cityFigure', () => {
  it('is null, not 0, while nothing is known', () => {
    expect(cityFigure('speed', 'median', [])).toEqual({
      property: 'speed',
      statistic: 'median',
      value: null,
      low: null,
      high: null,
      things: 0,
    });
  });

  it('gives a value without a range while most sensors are learning', () => {
    expect(cityFigure('speed', 'median', [of(50), learning(60), learning(70)])).toMatchObject({
      value: 60,
      low: null,
      high: null,
    });
  });

  it('never gives a range that is wider than one sensor for a median', () => {
    expect(cityFigure('speed', 'median', [of(50)])).toMatchObject({ value: 50, low: 40, high: 60 });
  });

  it('narrows the range of many sensors down to what they have in common', () => {
    const { low, high } = cityFigure(
      'speed',
      'median',
      Array.from({ length: 10_000 }, () => of(50)),
    );
    expect(50 - (low ?? NaN)).toBeCloseTo(10 * Math.sqrt(COMMON_SHARE), 1);
    expect((high ?? NaN) - 50).toBeCloseTo(10 * Math.sqrt(COMMON_SHARE), 1);
  });

  it('sums, and scales the expected sum to the sensors that are learning', () => {
    const figure = cityFigure('activePower', 'sum', [of(100, 90, 0), of(100, 110, 0), learning(100)]);
    expect(figure).toMatchObject({ value: 300, low: 300, high: 300, things: 3 });
  });
});
