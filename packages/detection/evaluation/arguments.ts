import { parseArgs } from 'node:util';
import { heldOutSeed, heldOutSeeds, tuningSeed } from './split.js';

export const HELP = `npm run evaluate: judges detectors and correlator on data that they were not tuned on, and writes its results

  npm run evaluate -- --split tuning [--seeds 1,2] …   only simulated cities to tune on; prints, writes nothing
  --sensors N      sensors of a city (300)
  --learn D        days of learning (14), --healthy D days of judging while nothing happens (7), --events D with events (7)
  --twins          what happens is always two faults at once, 3 km apart (best with --sensors 600)
  --native         judged at the sensors' own 10 to 30 s (best with --healthy 0.25 --events 0.5)
  --network V      with a learned forecaster, such as forecast-1
  --budget X       FALSE_ALARMS_PER_WEEK instead of the default
  --workers N      threads (2)
  --list           also each missed event, false alarm and wrong incident`;

export interface CityOptions {
  readonly seeds: readonly number[];
  readonly sensors: number;
  readonly learnDays: number;
  readonly healthyDays: number;
  readonly eventDays: number;
  readonly twins: boolean;
  readonly native: boolean;
  readonly budget: number | null;
  /** Version of the learned forecaster that takes part, or null. */
  readonly network: string | null;
  readonly workers: number;
  readonly list: boolean;
}

export type EvaluateCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'tuning'; readonly cities: CityOptions }
  | { readonly kind: 'held-out'; readonly cities: CityOptions };

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  split: { type: 'string' },
  seeds: { type: 'string' },
  sensors: { type: 'string' },
  learn: { type: 'string' },
  healthy: { type: 'string' },
  events: { type: 'string' },
  twins: { type: 'boolean', default: false },
  native: { type: 'boolean', default: false },
  budget: { type: 'string' },
  network: { type: 'string' },
  workers: { type: 'string' },
  list: { type: 'boolean', default: false },
} as const;

/** Understands the command line. @throws Error that says what is wrong */
export function parseArguments(args: readonly string[]): EvaluateCommand {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) return { kind: 'help' };
  const split = values.split ?? 'held-out';
  if (split !== 'tuning' && split !== 'held-out')
    throw new Error(`--split is "${split}"; it must be tuning or held-out`);
  const check = split === 'tuning' ? tuningSeed : heldOutSeed;
  const seeds = (values.seeds?.split(',') ?? (split === 'tuning' ? ['1', '2'] : heldOutSeeds().map(String))).map(
    (text) => check(numberOf('seeds', text, 0, 2 ** 32)),
  );
  return {
    kind: split,
    cities: {
      seeds,
      sensors: numberOf('sensors', values.sensors ?? '300', 20, 20_000),
      learnDays: numberOf('learn', values.learn ?? '14', 1, 60),
      healthyDays: numberOf('healthy', values.healthy ?? '7', 0, 60),
      eventDays: numberOf('events', values.events ?? '7', 0, 60),
      twins: values.twins,
      native: values.native,
      budget: values.budget === undefined ? null : numberOf('budget', values.budget, 0.001, 100),
      network: values.network ?? null,
      workers: numberOf('workers', values.workers ?? '2', 1, 16),
      list: values.list,
    },
  };
}

function numberOf(name: string, text: string, least: number, most: number): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= least && value <= most))
    throw new Error(`--${name} has "${text}"; it must be a number from ${least} to ${most}`);
  return value;
}
