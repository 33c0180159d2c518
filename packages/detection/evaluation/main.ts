import { join } from 'node:path';
import { HELP, parseArguments, type CityOptions, type EvaluateCommand, type SecondOptions } from './arguments.js';
import { judgeCities } from './cities.command.js';
import type { Plan } from './run-plan.js';
import { ADVICE, compareQuick, evaluate, foldersOf, loadAll, possibleParts } from './evaluate.command.js';
import { injectedTable } from './report/injected-table.js';
import { judgeAllInjected } from './injected/sets.service.js';
import { textOf } from './print.js';
import { writeReport } from './report/write-report.service.js';
import { figuresOf } from './score/figures.js';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

const plansOf = ({ seeds, budget, twins, native, ...rest }: CityOptions): Plan[] =>
  seeds.map((seed) => ({
    ...rest,
    seed,
    events: twins ? 'twins' : 'every kind',
    reports: native ? 'native' : 'every 5 minutes',
    ...(budget !== null && { settings: { falseAlarmsPerWeek: budget } }),
  }));

const secondPlansOf = ({ seeds, interval, network }: SecondOptions): Plan[] =>
  seeds.map((seed) => ({ make: 'second', seed, interval, network }));

async function judgeTuning(plans: readonly Plan[], options: Pick<CityOptions, 'workers' | 'list'>): Promise<void> {
  const begun = performance.now();
  const scores = await judgeCities(plans, options.workers, ({ seed }) => console.error(`city ${seed} is judged`));
  const seconds = (performance.now() - begun) / 1_000;
  const figures = figuresOf(scores);
  if (options.list) console.log(`${scores.flatMap(({ remarks }) => remarks).join('\n')}\n`);
  console.log(textOf(figures));
  console.error(`${figures.observations.toLocaleString('en-US')} observations in ${seconds.toFixed(1)} s`);
}

function judgeInjectedTuning(seeds: readonly number[], data: string | null, list: boolean): void {
  const figures = judgeAllInjected(foldersOf(ROOT, data), 'tuning', seeds);
  if (list) console.log(`${figures.flatMap(({ missed }) => missed).join('\n')}\n`);
  console.log(injectedTable(figures));
}

function judgeQuick(data: string | null): void {
  const { differences, leftOut } = compareQuick(foldersOf(ROOT, data));
  for (const line of leftOut) console.log(`left out: ${line}`);
  for (const line of differences) console.log(line);
  if (differences.length === 0) console.log('as committed');
  else throw new Error(`${differences.length} figures are not what is committed. ${ADVICE}`);
}

async function run(command: EvaluateCommand): Promise<void> {
  if (command.kind === 'help') console.log(HELP);
  else if (command.kind === 'tuning') await judgeTuning(plansOf(command.cities), command.cities);
  else if (command.kind === 'second-simulator') await judgeTuning(secondPlansOf(command.cities), command.cities);
  else if (command.kind === 'injected') judgeInjectedTuning(command.seeds, command.data, command.list);
  else if (command.kind === 'quick') judgeQuick(command.data);
  else {
    const folders = foldersOf(ROOT, command.data);
    if (command.kind === 'parts')
      await evaluate(command.parts ?? possibleParts(folders), folders, command.workers, (line) => console.error(line));
    else for (const line of writeReport(folders.results, loadAll(folders.results))) console.error(line);
    console.log(`written: ${join(folders.results, 'table.md')}`);
  }
}

try {
  await run(parseArguments(process.argv.slice(2)));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
