import { describe, expect, test } from '@jest/globals';
import { parseReplayOptions } from './options.js';

describe('parseReplayOptions', () => {
  test('a file is enough', () => {
    expect(parseReplayOptions(['a.csv', 'b.csv'])).toEqual({
      files: ['a.csv', 'b.csv'],
      speed: Infinity,
      shift: 'now',
      loop: false,
      rate: 20_000,
    });
  });

  test('all given', () => {
    expect(
      parseReplayOptions([
        'a.csv',
        '--map',
        'm.json',
        '--speed',
        '60',
        '--shift=now',
        '--loop',
        '--rows',
        '5',
        '--rate',
        '9',
      ]),
    ).toEqual({ files: ['a.csv'], map: 'm.json', speed: 60, shift: 'now', loop: true, rows: 5, rate: 9 });
  });

  test('--help asks for help', () => {
    expect(parseReplayOptions(['-h'])).toBeUndefined();
  });

  test.each([
    [[], /at least one CSV file/],
    [['a.csv', '--speed', 'fast'], /--speed is "fast"/],
    [['a.csv', '--shift', 'week'], /--shift is "week"; it must be now or none/],
    [['a.csv', '--loop'], /--loop needs/],
    [['a.csv', '--loop', '--speed', '2', '--shift', 'none'], /--loop needs/],
    [['a.csv', '--rows', '0'], /--rows/],
    [['a.csv', '--rate', '-1'], /--rate/],
    [['a.csv', '--dry'], /dry/],
  ])('%j is refused by name', (args, message) => {
    expect(() => parseReplayOptions(args)).toThrow(message);
  });
});
