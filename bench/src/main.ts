import { benchBacktest } from './backtest.js';
import { benchConsumer } from './consumer.js';
import { benchDetector } from './detector.js';
import { benchForecaster } from './forecaster.js';
import { benchFanOut } from './fan-out.js';
import { benchIngest } from './ingest.js';
import { benchLatency } from './latency.js';
import { benchUpkeep } from './upkeep.js';
import { benchStoredBacktest } from './stored-backtest.js';
import { benchValidator } from './validator.js';
import { store, writeReadme, type Result } from './result.js';

const BENCHMARKS: Readonly<Record<string, () => Promise<Result>>> = {
  validator: benchValidator,
  consumer: benchConsumer,
  ingest: benchIngest,
  upkeep: benchUpkeep,
  detector: benchDetector,
  forecaster: benchForecaster,
  backtest: benchBacktest,
  'stored-backtest': benchStoredBacktest,
  'fan-out': benchFanOut,
  latency: benchLatency,
};

const ABOUT = `# Benchmarks

\`npm run bench -- all\`, or one by name (${Object.keys(BENCHMARKS).join(', ')}). Written by that command; each result with the
facts of its machine is in \`results/\`. Absolute figures depend on the machine and on what else it does: compare ratios, which
are between two things done in the same run. Kafka and TimescaleDB are started for the benchmark alone.`;

/** Names from the command line, or a text for the person. */
function parseNames(args: readonly string[]): string[] | string {
  const names = Object.keys(BENCHMARKS);
  const usage = `Usage: npm run bench -- all | ${names.join(' | ')}`;
  if (args.length === 0 || args.includes('--help')) return usage;
  if (args.includes('all')) return names;
  const unknown = args.find((name) => !names.includes(name));
  return unknown === undefined ? [...args] : `There is no benchmark "${unknown}".\n${usage}`;
}

const names = parseNames(process.argv.slice(2));
if (typeof names === 'string') {
  console.error(names);
  process.exitCode = process.argv.includes('--help') ? 0 : 2;
} else
  for (const name of names) {
    console.log(`${name}…`);
    const { figures } = await store(name, BENCHMARKS[name]);
    for (const { what, value, unit, target, met } of figures)
      console.log(`  ${what}: ${value} ${unit}${target ? ` (target ${target}${met ? '' : ', MISSED'})` : ''}`);
    writeReadme(Object.keys(BENCHMARKS), ABOUT);
  }
