import { Backtest, DEFAULT_SETTINGS, LineUnpacker, zoneOffset } from '@citywatch/detection';
import { ForecastModels, type ForecastConfig } from '../forecast/forecast-models.service.js';
import { nameOf, type LineSource } from './line-source.js';

/** Refused lines that are named; the rest are only counted. */
const NAMED = 10;

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
