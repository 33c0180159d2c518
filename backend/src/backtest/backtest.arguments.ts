import { parseArgs } from 'node:util';

export const HELP = `npm run backtest -- FILE… [--time-zone ZONE]: detectors and correlator over telemetry messages, without any service

  FILE         NDJSON of the telemetry contract, read one after another in the order given, in order of time; - is stdin.
               May hold Things' metadata messages (thing.v1): give them first, so that neighbours are known.
  --time-zone  the city's, for hours of the day (CITY_TIME_ZONE, else America/Chicago)
  The learned forecaster takes part as it does live: FORECAST_MODEL, off for none.

Anomalies and incidents come out on stdout as NDJSON when they are over; figures and refused lines on stderr.
To keep npm's own two lines out of a file: npm run -s backtest -- FILE > found.ndjson`;

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
    new Intl.DateTimeFormat('en-US', { timeZone });
  } catch {
    throw new Error(`The time zone is "${timeZone}": it must be an IANA name such as America/Chicago.`);
  }
  return { help: false, files: positionals, timeZone };
}
