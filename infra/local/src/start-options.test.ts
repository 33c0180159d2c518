import { parseStartOptions } from './start-options.js';

describe('parseStartOptions', () => {
  it('has defaults', () => {
    expect(parseStartOptions([])).toEqual({
      simulator: true,
      replay: [],
      reset: false,
      services: 'auto',
      help: false,
    });
  });

  it('takes every option', () => {
    const args =
      '--no-simulator --sensors 5000 --seed 7 --port 9000 --reset --services docker --replay a.csv b.csv --help';
    expect(parseStartOptions(args.split(' '))).toEqual({
      simulator: false,
      sensors: 5000,
      seed: 7,
      replay: ['a.csv', 'b.csv'],
      port: 9000,
      reset: true,
      services: 'docker',
      help: true,
    });
  });

  it.each([
    [['--sensor', '5'], "Unknown option '--sensor'"],
    [['a.csv'], '"a.csv" is no option.'],
    [['--sensors', 'many'], '--sensors is "many"'],
    [['--sensors', '0'], '--sensors is "0"'],
    [['--sensors', '100001'], '--sensors is "100001": it must be a whole number from 1 to 100000.'],
    [['--seed', '-1'], 'seed'],
    [['--port', '65536'], '--port is "65536"'],
    [['--services', 'cloud'], '--services is "cloud": it must be one of auto, local, docker, external.'],
    [['--sensors'], 'sensors'],
  ])('refuses %j', (args, message) => expect(() => parseStartOptions(args)).toThrow(message));

  it.each(['1', '100000'])('takes %s sensors', (text) => {
    expect(parseStartOptions(['--sensors', text]).sensors).toBe(Number(text));
  });
});
