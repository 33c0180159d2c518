import { parseArgs } from 'node:util';
import { INCIDENT_KINDS, MAX_SENSORS, MIN_SENSORS, type SimulatedIncidentKind } from '@citywatch/simulator';

export interface InjectOptions {
  readonly kind: SimulatedIncidentKind;
  readonly where?: string;
  readonly minutes?: number;
}

export interface RunOptions {
  readonly sensors: number;
  readonly seed: number;
  /** Reports a second of the whole city; undefined: each Thing at its usual interval. */
  readonly rate?: number;
  /** Seconds between two reports of each Thing; undefined: 10 s, air stations 30 s. */
  readonly interval?: number;
  readonly speed: number;
  /** ms since the epoch where the simulated clock begins; undefined: now. */
  readonly from?: number;
  /** ms after which it ends; undefined: never. */
  readonly duration?: number;
  readonly live: boolean;
  /** ms of past to fill, 0 for none. */
  readonly backfill: number;
  readonly backfillStep: number;
  /** Reports a second. */
  readonly backfillRate: number;
  /** Incidents a day that happen by themselves. */
  readonly incidents: number;
  readonly inject: readonly InjectOptions[];
}

export type SimulateOptions =
  | { readonly command: 'help' }
  | { readonly command: 'run'; readonly run: RunOptions }
  | { readonly command: 'inject'; readonly inject: InjectOptions; readonly wait: number };

export const HELP = `npm run simulate -- [options]                  publish a simulated Chicago until Ctrl-C
npm run simulate -- inject NAME [options]      make something happen in the city that is running

NAME is one of ${INCIDENT_KINDS.join(', ')}.

  --sensors N          Things, ${MIN_SENSORS} to ${MAX_SENSORS} (default 1000): detectors, air stations, grid
  --seed N             another city; the same seed is always the same city (default 1)
  --rate N             reports a second of the whole city (default: each Thing at its own interval)
  --interval S         seconds between two reports of a Thing (default 10, air stations 30)
  --speed X            so many times faster than the clock on the wall; needs --from
  --from TIME          begin at this time instead of now, such as 2026-11-19T06:00:00-06:00
  --duration T         end after this long on the wall: 90s, 10m, 2h, 1d
  --no-live            only fill the past, then end
  --backfill T         fill this much past, what is missing of it, newest day first (default 7d; 0 for none)
  --backfill-step T    time between two reports of a Thing in the past (default 5m; coarser for a large city)
  --backfill-rate N    reports a second while filling (default 4000)
  --incidents N        what goes wrong by itself, incidents a day (default 24; 0 for none)
  --inject NAME[@WHERE]  one more incident at the start; can be given several times

of inject:
  --where WHERE        a Thing's id, part of its name, a feeder (F3), a neighbourhood, or longitude,latitude
  --minutes N          how long it lasts (default: as long as usual for its kind)
  --wait S             how long to wait for the running city's answer (default 15)
`;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function parseDuration(name: string, text: string): number {
  if (text === '0') return 0;
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  if (amount === undefined) throw new Error(`--${name} is "${text}"; it must be a time such as 90s, 10m, 2h or 7d`);
  return Number(amount) * UNITS[unit];
}

function parseNumber(name: string, text: string, min: number, max: number, whole = false): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max) || (whole && !Number.isInteger(value)))
    throw new Error(`--${name} is "${text}"; it must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
  return value;
}

function parseTime(name: string, text: string): number {
  const time = /T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time))
    throw new Error(`--${name} is "${text}"; it must be ISO 8601 with a zone, such as 2026-11-19T06:00:00-06:00`);
  return time;
}

function parseKind(text: string): SimulatedIncidentKind {
  const kind = INCIDENT_KINDS.find((known) => known === text);
  if (!kind) throw new Error(`"${text}" is no incident; known are ${INCIDENT_KINDS.join(', ')}`);
  return kind;
}

function parseInject(text: string): InjectOptions {
  const at = text.indexOf('@');
  return at < 0 ? { kind: parseKind(text) } : { kind: parseKind(text.slice(0, at)), where: text.slice(at + 1) };
}

const text = { type: 'string' } as const;
const OPTIONS = {
  help: { type: 'boolean', short: 'h', default: false },
  sensors: { ...text, default: '1000' },
  seed: { ...text, default: '1' },
  rate: text,
  interval: text,
  speed: { ...text, default: '1' },
  from: text,
  duration: text,
  live: { type: 'boolean', default: true },
  backfill: { ...text, default: '7d' },
  'backfill-step': { ...text, default: '5m' },
  'backfill-rate': { ...text, default: '4000' },
  incidents: { ...text, default: '24' },
  inject: { ...text, multiple: true, default: [] as string[] },
  where: text,
  minutes: text,
  wait: { ...text, default: '15' },
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];
const MAX_BACKFILL = 366 * 86_400_000;

function parseRun(values: Values): RunOptions {
  const optional = <T>(value: string | undefined, parse: (given: string) => T): T | undefined =>
    value === undefined ? undefined : parse(value);
  const run: RunOptions = {
    sensors: parseNumber('sensors', values.sensors, MIN_SENSORS, MAX_SENSORS, true),
    seed: parseNumber('seed', values.seed, 0, 2 ** 32 - 1, true),
    rate: optional(values.rate, (given) => parseNumber('rate', given, 0.01, 100_000)),
    interval: optional(values.interval, (given) => parseNumber('interval', given, 0.1, 86_400)),
    speed: parseNumber('speed', values.speed, 0.01, 100_000),
    from: optional(values.from, (given) => parseTime('from', given)),
    duration: optional(values.duration, (given) => parseDuration('duration', given)),
    live: values.live,
    backfill: parseDuration('backfill', values.backfill),
    backfillStep: parseDuration('backfill-step', values['backfill-step']),
    backfillRate: parseNumber('backfill-rate', values['backfill-rate'], 1, 1_000_000),
    incidents: parseNumber('incidents', values.incidents, 0, 100_000),
    inject: values.inject.map(parseInject),
  };
  if (run.rate !== undefined && run.interval !== undefined)
    throw new Error('--rate and --interval contradict each other; give one');
  if (run.speed > 1 && run.from === undefined)
    throw new Error('--speed above 1 would run ahead of the clock; say with --from where in the past it begins');
  if (run.backfill > MAX_BACKFILL) throw new Error('--backfill is more than 366d');
  if (run.backfillStep < 1000) throw new Error('--backfill-step is less than 1s');
  if (!run.live && run.backfill === 0) throw new Error('--no-live with --backfill 0 leaves nothing to send');
  return run;
}

/** @throws Error that names the option that is unknown or wrong, and what it should be */
export function parseSimulateOptions(args: readonly string[]): SimulateOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    allowNegative: true,
  });
  if (values.help) return { command: 'help' };
  if (positionals[0] === 'inject') {
    if (positionals.length !== 2) throw new Error('inject takes one name, such as: npm run simulate -- inject crash');
    const minutes = values.minutes === undefined ? undefined : parseNumber('minutes', values.minutes, 0.1, 240);
    const inject = {
      ...parseInject(positionals[1]),
      ...(values.where !== undefined && { where: values.where }),
      minutes,
    };
    return { command: 'inject', inject, wait: parseNumber('wait', values.wait, 0, 600) * 1000 };
  }
  if (positionals.length > 0) throw new Error(`"${positionals[0]}" is no command; --help lists what there is`);
  return { command: 'run', run: parseRun(values) };
}
