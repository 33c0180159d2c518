import { describe, expect, test } from '@jest/globals';
import { HELP, parseArguments } from './arguments.js';
import { PARTS, plansOf, CITY_PARTS } from './parts.js';
import { heldOutSeeds, REGRESSION_SEED, secondHeldOutSeeds } from './split.js';

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

  test('the second simulator has the network unless it is told otherwise', () => {
    const second = (...more: string[]) => parseArguments(['--split', 'tuning', '--second-simulator', ...more]);
    expect(second('--seeds', '4')).toEqual({
      kind: 'second-simulator',
      cities: { seeds: [4], interval: 300, network: 'forecast-1', workers: 2, list: false },
    });
    expect(second('--interval', '60', '--network', 'none')).toMatchObject({ cities: { interval: 60, network: null } });
    expect(() => second('--interval', '90')).toThrow(/--interval has "90"; it must be 60 or 300/);
    expect(() => second('--seeds', '3000')).toThrow(/must not be tuned/);
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
  const seedsOf = (part: (typeof CITY_PARTS)[number]) =>
    part === 'quick' ? [REGRESSION_SEED] : part === 'second-simulator' ? secondHeldOutSeeds() : heldOutSeeds();
  for (const part of CITY_PARTS)
    for (const { plan } of plansOf(part)) {
      expect(seedsOf(part)).toContain(plan.seed);
      expect('make' in plan).toBe(part === 'second-simulator');
    }
  expect(plansOf('cities')).toHaveLength(12);
});
