import { parseArgs } from 'node:util';
import { PARTS, type Part } from './parts.js';
import { tuningSeed } from './split.js';

export const HELP = `npm run evaluate: judges detectors and correlator on data that they were not tuned on

  npm run evaluate                  everything; writes packages/detection/evaluation/results (the large city alone takes half an hour)
  npm run evaluate -- --part A,B    only these parts: ${PARTS.join(', ')}
  npm run evaluate -- --quick       the small regression, against what is committed; writes nothing
  npm run evaluate -- --report      only table and charts anew out of what is stored
  --data FOLDER                     the real data sets (../shared/data beside the clone)
  --workers N                       threads (2)

  npm run evaluate -- --split tuning [--seeds 1,2]    simulated cities to tune on; prints, writes nothing
  --sensors N      sensors of a city (300)
  --learn D        days of learning (14), --healthy D days of judging while nothing happens (7), --events D with events (7)
  --twins          what happens is always two faults at once, 3 km apart (best with --sensors 600)
  --native         judged at the sensors' own 10 to 30 s (best with --healthy 0.25 --events 0.5)
  --network V      with a learned forecaster, such as forecast-1
  --budget X       FALSE_ALARMS_PER_WEEK instead of the default
  --injected       not cities but the real data sets with faults put into the half of their sensors that may be tuned on
  --second-simulator  cities of the second simulator instead, with forecast-1 where --network does not say otherwise (none: without)
  --interval S     … that report every S seconds, 60 or 300 (300)
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

/** Cities of the second simulator. */
export interface SecondOptions extends Pick<CityOptions, 'seeds' | 'network' | 'workers' | 'list'> {
  /** Seconds between two reports of a Thing. */
  readonly interval: number;
}

export type EvaluateCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'tuning'; readonly cities: CityOptions }
  | { readonly kind: 'second-simulator'; readonly cities: SecondOptions }
  | {
      readonly kind: 'injected';
      readonly seeds: readonly number[];
      readonly data: string | null;
      readonly list: boolean;
    }
  | { readonly kind: 'report' | 'quick'; readonly data: string | null }
  | {
      readonly kind: 'parts';
      /** null: every one that there is data for. */
      readonly parts: readonly Part[] | null;
      readonly data: string | null;
      readonly workers: number;
    };

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  part: { type: 'string' },
  quick: { type: 'boolean' },
  report: { type: 'boolean' },
  data: { type: 'string' },
  workers: { type: 'string' },
  split: { type: 'string' },
  seeds: { type: 'string' },
  sensors: { type: 'string' },
  learn: { type: 'string' },
  healthy: { type: 'string' },
  events: { type: 'string' },
  twins: { type: 'boolean' },
  native: { type: 'boolean' },
  budget: { type: 'string' },
  network: { type: 'string' },
  injected: { type: 'boolean' },
  'second-simulator': { type: 'boolean' },
  interval: { type: 'string' },
  list: { type: 'boolean' },
} as const;

/** The forecaster of the product, and the intervals that the second simulator is judged at, s. */
const SECOND_NETWORK = 'forecast-1';
const SECOND_INTERVALS = ['60', '300'];

/** Options that only mean something for cities to tune on. */
const TUNING_ONLY = [
  ...(['seeds', 'sensors', 'learn', 'healthy', 'events'] as const),
  ...(['twins', 'native', 'budget', 'network', 'injected', 'second-simulator', 'interval', 'list'] as const),
];

/** Understands the command line. @throws Error that says what is wrong */
export function parseArguments(args: readonly string[]): EvaluateCommand {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const { help, split, quick, report, data = null } = values;
  if (help) return { kind: 'help' };
  const workers = numberOf('workers', values.workers ?? '2', 1, 16);
  if (split !== undefined) {
    if (split !== 'tuning') throw new Error(`--split is "${split}"; only tuning can be named, the rest is held out`);
    const cities = citiesOf(values, workers);
    const { seeds, list } = cities;
    if (values['second-simulator']) return { kind: 'second-simulator', cities: secondOf(values, cities) };
    return values.injected ? { kind: 'injected', seeds, data, list } : { kind: 'tuning', cities };
  }
  const misplaced = TUNING_ONLY.find((name) => values[name] !== undefined && values[name] !== false);
  if (misplaced !== undefined) throw new Error(`--${misplaced} needs --split tuning: held-out cities are as they are`);
  if (quick || report) return { kind: quick ? 'quick' : 'report', data };
  return { kind: 'parts', parts: values.part?.split(',').map(partOf) ?? null, data, workers };
}

type Values = ReturnType<typeof parseArgs<{ readonly options: typeof OPTIONS }>>['values'];

const citiesOf = (values: Values, workers: number): CityOptions => ({
  seeds: (values.seeds ?? '1,2').split(',').map((text) => tuningSeed(numberOf('seeds', text, 0, 2 ** 32))),
  sensors: numberOf('sensors', values.sensors ?? '300', 20, 20_000),
  learnDays: numberOf('learn', values.learn ?? '14', 1, 60),
  healthyDays: numberOf('healthy', values.healthy ?? '7', 0, 60),
  eventDays: numberOf('events', values.events ?? '7', 0, 60),
  twins: values.twins ?? false,
  native: values.native ?? false,
  budget: values.budget === undefined ? null : numberOf('budget', values.budget, 0.001, 100),
  network: values.network ?? null,
  workers,
  list: values.list ?? false,
});

function secondOf({ interval = '300', network = SECOND_NETWORK }: Values, cities: CityOptions): SecondOptions {
  const { seeds, workers, list } = cities;
  if (!SECOND_INTERVALS.includes(interval))
    throw new Error(`--interval has "${interval}"; it must be ${SECOND_INTERVALS.join(' or ')}`);
  return { seeds, workers, list, interval: Number(interval), network: network === 'none' ? null : network };
}

function partOf(name: string): Part {
  const part = PARTS.find((known) => known === name);
  if (part === undefined) throw new Error(`there is no part "${name}": ${PARTS.join(', ')}`);
  return part;
}

function numberOf(name: string, text: string, least: number, most: number): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= least && value <= most))
    throw new Error(`--${name} has "${text}"; it must be a number from ${least} to ${most}`);
  return value;
}
