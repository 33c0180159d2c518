import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATA_SOURCES, readSource, type DataSource } from '@citywatch/detection/evaluation/data/data-sets.service';
import { asMessages } from '@citywatch/detection/evaluation/data/messages';
import { childrenCpuSeconds } from './machine.js';
import { atLeast, figure, median, type Figure, type Result } from './result.js';

const ROOT = join(import.meta.dirname, '..', '..');
const DATA = join(ROOT, '..', 'shared', 'data');
const COMMAND = join(ROOT, 'backend', 'dist', 'main-backtest.js');
const RUNS = 3;
const LEAST = 100_000;

interface Run {
  /** Of everything it wrote. */
  readonly digest: string;
  readonly observations: number;
  /** Of its process, from start to end. */
  readonly cpuSeconds: number;
  /** As it says itself: by the clock, without the start of the process. */
  readonly rate: number;
}

/** `npm run backtest` over each real data set, as a process of its own: the same bytes every time, and how fast. */
export async function benchBacktest(): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'citywatch-bench-'));
  const figures: Figure[] = [];
  let equal = true;
  try {
    for (const source of DATA_SOURCES) {
      const file = join(folder, 'input.ndjson');
      const dataset = readSource(source, DATA, join(ROOT, 'ingest', 'mappings'));
      writeFileSync(file, asMessages(dataset).join('\n'));
      const runs: Run[] = [];
      for (let i = 0; i < RUNS; i++) runs.push(await backtest(file, source));
      equal &&= new Set(runs.map(({ digest }) => digest)).size === 1;
      const [{ observations }] = runs;
      const perCpu = median(runs.map(({ cpuSeconds }) => observations / cpuSeconds));
      figures.push(
        figure(`${dataset.mapping.name}: observations`, observations, ''),
        atLeast(`${dataset.mapping.name}: by the clock`, median(runs.map(({ rate }) => rate)), 'a second', LEAST),
        figure(`${dataset.mapping.name}: start and end of the process included`, perCpu, 'a second of CPU'),
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return {
    name: 'backtest',
    method: `\`npm run backtest\` over the three real data sets as telemetry messages, ${RUNS} times each; the median. The same bytes came out each time: ${equal ? 'yes' : 'NO'}.`,
    figures: [...figures, atLeast('runs of one input with the same bytes', equal ? 1 : 0, 'of 1', 1)],
  };
}

async function backtest(file: string, { timeZone }: DataSource): Promise<Run> {
  const before = childrenCpuSeconds();
  const child = spawn(process.execPath, [COMMAND, '--time-zone', timeZone, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
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
