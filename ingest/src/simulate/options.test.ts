import { describe, expect, test } from '@jest/globals';
import { parseSimulateOptions } from './options.js';

const run = (...args: string[]) => {
  const options = parseSimulateOptions(args);
  if (options.command !== 'run') throw new Error(options.command);
  return options.run;
};

describe('parseSimulateOptions', () => {
  test('defaults: 1,000 sensors, live, seven days of past', () => {
    expect(run()).toMatchObject({
      sensors: 1000,
      seed: 1,
      speed: 1,
      live: true,
      backfill: 604_800_000,
      backfillStep: 300_000,
      inject: [],
    });
  });

  test('all given', () => {
    const from = '2026-11-19T06:00:00-06:00';
    expect(
      run(
        '--sensors',
        '50',
        '--seed=9',
        '--rate',
        '12.5',
        '--speed',
        '60',
        '--from',
        from,
        '--duration',
        '10m',
        '--backfill',
        '0',
        '--inject',
        'crash@kennedy',
        '--inject',
        'fire',
      ),
    ).toMatchObject({
      sensors: 50,
      seed: 9,
      rate: 12.5,
      speed: 60,
      from: Date.parse(from),
      duration: 600_000,
      backfill: 0,
      inject: [{ kind: 'crash', where: 'kennedy' }, { kind: 'fire' }],
    });
  });

  test('inject asks the running city', () => {
    expect(parseSimulateOptions(['inject', 'feeder-fault', '--where', 'F3', '--minutes', '5'])).toEqual({
      command: 'inject',
      inject: { kind: 'feeder-fault', where: 'F3', minutes: 5 },
      wait: 15_000,
    });
  });

  test('--help wins', () => {
    expect(parseSimulateOptions(['--help', '--sensors', 'x'])).toEqual({ command: 'help' });
  });

  test.each([
    [['--sensors', '0'], /--sensors is "0"/],
    [['--sensors', '200001'], /--sensors/],
    [['--seed', '-1'], /--seed/],
    [['--rate', '1', '--interval', '2'], /contradict/],
    [['--speed', '2'], /--from/],
    [['--from', 'yesterday'], /--from is "yesterday".*ISO 8601/],
    [['--from', '2026-11-19T06:00:00'], /zone/],
    [['--duration', '10'], /--duration is "10".*10m/],
    [['--backfill', '367d'], /366d/],
    [['--backfill-step', '500ms'], /1s/],
    [['--no-live', '--backfill', '0'], /nothing to send/],
    [['--inject', 'meteor'], /"meteor" is no incident; known are crash/],
    [['inject'], /one name/],
    [['inject', 'crash', '--minutes', '241'], /--minutes/],
    [['start'], /"start" is no command/],
    [['--colour'], /colour/],
  ])('%j is refused by name', (args, message) => {
    expect(() => parseSimulateOptions(args)).toThrow(message);
  });
});
