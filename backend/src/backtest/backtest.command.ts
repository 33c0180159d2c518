import { parseArgs } from 'node:util';
import { Backtest, DEFAULT_SETTINGS, LineUnpacker, zoneOffset } from '@citywatch/detection';
import { ForecastModels, type ForecastConfig } from '../forecast/forecast-models.service.js';
import { nameOf, type LineSource } from './line-source.js';

export const HELP = `npm run backtest -- FILE… [--time-zone ZONE]: detectors and correlator over telemetry messages, without any service

  FILE         NDJSON of the telemetry contract, read one after another in the order given, in order of time; - is stdin.
               May hold Things' metadata messages (thing.v1): give them first, so that neighbours are known.
  --time-zone  the city's, for hours of the day (CITY_TIME_ZONE, else America/Chicago)
  The learned forecaster takes part as it does live: FORECAST_MODEL, off for none.

Anomalies and incidents come out on stdout as NDJSON when they are over; figures and refused lines on stderr.
To keep npm's own two lines out of a file: npm run -s backtest -- FILE > found.ndjson`;

/** Refused lines that are named; the rest are only counted. */
const NAMED = 10;

export type BacktestCommand =
  { readonly help: true } | { readonly help: false; readonly files: readonly string[]; readonly timeZone: string };

/** Understands the command line. @throws Error that says what is wrong */
export function parseBacktestArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): BacktestCommand {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'time-zone': { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return { help: true };
  if (positionals.length === 0) throw new Error('Give at least one FILE, or - for stdin; see --help.');
  const timeZone = values['time-zone'] ?? (env['CITY_TIME_ZONE'] || 'America/Chicago');
  try {
    zoneOffset(timeZone);
  } catch {
    throw new Error(`The time zone is "${timeZone}": it must be an IANA name such as America/Chicago.`);
  }
  return { help: false, files: positionals, timeZone };
}

export interface BacktestStreams {
  readonly read: LineSource;
  /** Resolves when there is room for more. */
  readonly print: (text: string) => Promise<void>;
  readonly complain: (line: string) => void;
  /** ms, for the rate alone. */
  readonly now: () => number;
}

/** Runs the backtest over files. @throws Error that names a file which cannot be read, or says that no line could be used */
export async function runBacktest(
  files: readonly string[],
  timeZone: string,
  { read, print, complain, now }: BacktestStreams,
  forecast: ForecastConfig = { model: null, shadow: null },
): Promise<void> {
  const beginning = now();
  const lines = read(files);
  const models = new ForecastModels(forecast);
  for (const warning of models.warnings) complain(warning);
  let found = '';
  // Lines before each file: a report that waited for company may be refused when the next file is being read.
  const before: number[] = [];
  const placeOf = (line: number): string => {
    const place = before.findLastIndex((lines) => lines < line);
    return `${nameOf(files[place])}:${line - before[place]}`;
  };
  const backtest = new Backtest(
    { detection: { ...DEFAULT_SETTINGS, offsetAt: zoneOffset(timeZone), forecast: models.settings } },
    {
      write: (line) => (found += `${JSON.stringify(line)}\n`),
      refuse: (line, { code, detail }) => {
        if (backtest.counts.refused > NAMED) return;
        complain(`${placeOf(line)}: ${code}: ${detail}`);
      },
    },
  );
  const flush = async () => {
    const text = found;
    found = '';
    if (text !== '') await print(text);
  };
  const unpacker = new LineUnpacker(backtest);
  for await (const { file, packed } of lines) {
    if (file === before.length) before.push(backtest.lines);
    unpacker.feed(packed);
    await flush();
  }
  backtest.end();
  await flush();
  const { messages, refused, anomalies, incidents } = backtest.counts;
  const rate = Math.round(backtest.observations / Math.max(0.001, (now() - beginning) / 1_000));
  complain(
    `${messages} messages, ${backtest.observations} observations, ${refused} refused, ${anomalies} anomalies, ` +
      `${incidents} incidents, ${rate} observations/s`,
  );
  if (backtest.late > 0)
    complain(
      `${backtest.late} messages came more than 5 min after later ones: what is older than a Datastream's last raises nothing. ` +
        'Give lines in order of phenomenonTime, each once.',
    );
  if (backtest.describedLate > 0)
    complain(
      `Things whose metadata came after their first report: ${backtest.describedLate}. ` +
        'Until then they had no neighbours; give thing.v1 lines first.',
    );
  if (messages === 0 && refused > 0) throw new Error('No line could be used: see what was refused above.');
}
