import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATA_SOURCES, readSource } from '@citywatch/detection/evaluation/data/data-sets.service';
import { asMessages } from '@citywatch/detection/evaluation/data/messages';
import { createCity, metadataOf, observe, reportMessage } from '@citywatch/simulator';
import { childrenCpuSeconds } from './machine.js';
import { atLeast, figure, median, type Figure, type Result } from './result.js';

const ROOT = join(import.meta.dirname, '..', '..');
const DATA = join(ROOT, '..', 'shared', 'data');
const COMMAND = join(ROOT, 'backend', 'dist', 'main-backtest.js');
const RUNS = 3;
const LEAST = 100_000;
/** A city whose sensors report at their own 10 or 30 s, as a city's do: a day of it. */
const CITY = { seed: 7, sensors: 150 } as const;
const CITY_HOURS = 24;
const CITY_START = Date.UTC(2026, 9, 5, 5);
const CITY_STEP_MS = 10_000;

interface Input {
  readonly name: string;
  readonly timeZone: string;
  readonly write: (file: string) => void;
}

const inputs = (): Input[] => [
  { name: 'simulated city, a day of reports every 10 to 30 s', timeZone: 'America/Chicago', write: writeCity },
  ...DATA_SOURCES.map((source) => {
    const dataset = readSource(source, DATA, join(ROOT, 'ingest', 'mappings'));
    const write = (file: string) => writeFileSync(file, `${asMessages(dataset).join('\n')}\n`);
    return { name: dataset.mapping.name, timeZone: source.timeZone, write };
  }),
];

function writeCity(file: string): void {
  const city = createCity(CITY);
  writeFileSync(
    file,
    metadataOf(city)
      .map((thing) => `${JSON.stringify(thing)}\n`)
      .join(''),
  );
  for (let turn = 0; turn * CITY_STEP_MS < CITY_HOURS * 3_600_000; turn++) {
    const time = CITY_START + turn * CITY_STEP_MS;
    let round = '';
    for (const thing of city.things) {
      const every = (thing.metadata.interval * 1_000) / CITY_STEP_MS;
      const observed = (turn + thing.index) % every === 0 ? observe(city, thing, time, []) : null;
      if (observed !== null) round += `${JSON.stringify(reportMessage(thing, observed, time))}\n`;
    }
    appendFileSync(file, round);
  }
}

interface Run {
  /** Of everything it wrote. */
  readonly digest: string;
  readonly observations: number;
  /** Of its process, from start to end. */
  readonly cpuSeconds: number;
  /** As it says itself: by the clock, without the start of the process. */
  readonly rate: number;
}

/** `npm run backtest` over each input, as a process of its own: the same bytes every time, and how fast. */
export async function benchBacktest(): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'citywatch-bench-'));
  const figures: Figure[] = [];
  let equal = true;
  try {
    for (const { name, timeZone, write } of inputs()) {
      const file = join(folder, 'input.ndjson');
      write(file);
      const runs: Run[] = [];
      const alone: number[] = [];
      for (let i = 0; i < RUNS; i++) {
        runs.push(await backtest(file, timeZone));
        alone.push((await backtest(file, timeZone, { FORECAST_MODEL: 'off' })).rate);
      }
      equal &&= new Set(runs.map(({ digest }) => digest)).size === 1;
      const [{ observations }] = runs;
      const perCpu = median(runs.map(({ cpuSeconds }) => observations / cpuSeconds));
      figures.push(
        figure(`${name}: observations`, observations, ''),
        atLeast(`${name}: by the clock`, median(runs.map(({ rate }) => rate)), 'a second', LEAST),
        figure(`${name}: by the clock, without the network`, median(alone), 'a second'),
        figure(`${name}: start and end of the process included`, perCpu, 'a second of CPU'),
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return {
    name: 'backtest',
    method: `\`npm run backtest\` over telemetry messages of a simulated city and of the three real data sets, with neighbours and the learned network, ${RUNS} times each, in turn with runs without the network; the median. The same bytes came out each time: ${equal ? 'yes' : 'NO'}.`,
    figures: [...figures, atLeast('runs of one input with the same bytes', equal ? 1 : 0, 'of 1', 1)],
  };
}

async function backtest(file: string, timeZone: string, settings: Readonly<Record<string, string>> = {}): Promise<Run> {
  const before = childrenCpuSeconds();
  const child = spawn(process.execPath, [COMMAND, '--time-zone', timeZone, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...settings },
  });
  const hash = createHash('sha256');
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => hash.update(chunk));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [, observations, rate] = /, (\d+) observations, .* (\d+) observations\/s/.exec(said) ?? [];
  if (code !== 0 || observations === undefined)
    throw new Error(`the backtest of ${file} ended with ${String(code)}: ${said}`);
  const cpuSeconds = childrenCpuSeconds() - before;
  return { digest: hash.digest('hex'), observations: Number(observations), cpuSeconds, rate: Number(rate) };
}
