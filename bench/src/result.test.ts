import { atLeast, atMost, figure, median, quantile } from './result.js';

describe('figures', () => {
  it('meet their target at the limit', () => {
    expect([atLeast('a', 0.65, '×', 0.65).met, atLeast('a', 0.649, '×', 0.65).met]).toEqual([true, false]);
    expect([atMost('a', 11, 's', 11).met, atMost('a', 11.01, 's', 11).met]).toEqual([true, false]);
  });

  it('are rounded to what they are worth', () => {
    expect([0.123_45, 12.345, 98_765.4, -0.5].map((value) => figure('a', value, 's').value)).toEqual([
      0.123, 12.3, 98_765, -0.5,
    ]);
  });
});

describe('median and quantile', () => {
  it('of odd, even and single numbers', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([7])]).toEqual([2, 2.5, 7]);
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([0, 0.5, 0.99, 1].map((p) => quantile(hundred, p))).toEqual([1, 50, 99, 100]);
  });
});
