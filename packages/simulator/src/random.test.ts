import { describe, expect, test } from '@jest/globals';
import { mix, normal, uniform, wave } from './random.js';

const many = Array.from({ length: 20_000 }, (_, i) => i);
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('randomness as a function', () => {
  test('is pinned: a change of it would change every city', () => {
    expect([mix(1, 2), mix(2, 1), mix(0, 0), mix(2 ** 32 - 1, 7)]).toMatchInlineSnapshot(`
     [
       2459351802,
       1401012122,
       3111453765,
       134087592,
     ]
    `);
  });

  test('uniform fills 0 to 1, normal has mean 0 and deviation 1', () => {
    expect(mean(many.map((i) => uniform(i, 3)))).toBeCloseTo(0.5, 2);
    const values = many.map((i) => normal(5, i));
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(Math.sqrt(mean(values.map((v) => v * v)))).toBeCloseTo(1, 1);
    expect(Math.max(...values.map(Math.abs))).toBeLessThan(3.5);
  });

  test('a wave is smooth', () => {
    for (let i = 0; i < 1000; i++) expect(Math.abs(wave(9, i, 100) - wave(9, i + 1, 100))).toBeLessThan(0.15);
  });
});
