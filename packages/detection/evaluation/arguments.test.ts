import { describe, expect, test } from '@jest/globals';
import { HELP, parseArguments } from './arguments.js';
import { PARTS, plansOf, CITY_PARTS } from './parts.js';
import { heldOutSeeds, REGRESSION_SEED } from './split.js';

describe('the command line', () => {
  test('without words is everything, on held-out cities', () => {
    expect(parseArguments([])).toEqual({ kind: 'parts', parts: null, data: null, workers: 2 });
    expect(parseArguments(['--part', 'data,cities', '--data', 'd'])).toMatchObject({
      parts: ['data', 'cities'],
      data: 'd',
    });
    for (const part of PARTS) expect(HELP).toContain(part);
  });

  test('tuning takes seeds to tune on and no others', () => {
    expect(parseArguments(['--split', 'tuning', '--seeds', '3,99', '--budget', '0.1'])).toMatchObject({
      kind: 'tuning',
      cities: { seeds: [3, 99], sensors: 300, budget: 0.1, native: false },
    });
    expect(() => parseArguments(['--split', 'tuning', '--seeds', '1000'])).toThrow(/must not be tuned/);
    expect(() => parseArguments(['--split', 'held-out'])).toThrow(/only tuning can be named/);
  });

  test.each([
    [['--seeds', '3'], /--seeds needs --split tuning/],
    [['--list'], /--list needs --split tuning/],
    [['--part', 'all'], /there is no part "all": cities/],
    [['--workers', '0'], /--workers has "0"; it must be a number from 1 to 16/],
    [['--split', 'tuning', '--sensors', ''], /--sensors has ""/],
  ])('%j is refused', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });

  test('quick, report and help are known', () => {
    expect(parseArguments(['--quick'])).toEqual({ kind: 'quick', data: null });
    expect(parseArguments(['--report'])).toEqual({ kind: 'report', data: null });
    expect(parseArguments(['-h'])).toEqual({ kind: 'help' });
  });
});

test('every part of the evaluation takes held-out cities only', () => {
  for (const part of CITY_PARTS)
    for (const { plan } of plansOf(part))
      expect(part === 'quick' ? [REGRESSION_SEED] : heldOutSeeds()).toContain(plan.seed);
  expect(plansOf('cities')).toHaveLength(12);
});
