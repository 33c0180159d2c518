import { join } from 'node:path';
import { judgeCities } from './cities.command.js';
import { DATA_SOURCES, hasData, readSource, settingsFor } from './data/data-sets.service.js';
import { judgeData, type DataFigures } from './data/judge-data.js';
import type { InjectedFigures } from './injected/judge-injected.js';
import { judgeAllInjected } from './injected/sets.service.js';
import { evaluateNab } from './nab/evaluate-nab.command.js';
import { hasNab } from './nab/nab-files.service.js';
import { CITY_PARTS, PARTS, plansOf, type CityPart, type Part } from './parts.js';
import { differences, rounded } from './report/rounded.js';
import { writeReport } from './report/write-report.service.js';
import { loadResult, saveResult, type CityResult, type Results } from './results.service.js';
import { runPlan } from './run-plan.js';
import { figuresOf } from './score/figures.js';
import { scoreCity, type CityScore } from './score/score.js';

export interface Folders {
  /** Real data sets; what needs them is left out where there are none. */
  readonly data: string;
  /** Mappings of ingest, by which they are read. */
  readonly mappings: string;
  /** Committed results. */
  readonly results: string;
}

type Say = (line: string) => void;

/**
 * Runs parts of the evaluation and stores the result of each as soon as it is there, with table and charts anew out of
 * everything that is stored.
 */
export async function evaluate(parts: readonly Part[], folders: Folders, workers: number, say: Say): Promise<void> {
  const said = new Set<string>();
  const save = (part: Part, result: unknown): void => {
    saveResult(folders.results, part, result);
    const leftOut = writeReport(folders.results, loadAll(folders.results));
    say(`${part} is stored`);
    // Another part may have been stored before the table knew of a figure: said once, not after each part.
    for (const line of leftOut) if (!said.has(line)) say(line);
    for (const line of leftOut) said.add(line);
  };
  if (parts.includes('nab')) save('nab', evaluateNab(nabOf(folders), join(folders.results, 'nab')));
  if (parts.includes('data')) save('data', judgeAllData(folders, say));
  if (parts.includes('injected')) save('injected', judgeAllInjected(folders, 'held-out').map(withoutMisses));
  // The one city that takes longest first, so that the others fill the second core meanwhile.
  const cityParts = CITY_PARTS.filter((part) => parts.includes(part)).sort((a, b) => costOf(b) - costOf(a));
  const tasks = cityParts.flatMap((part) => plansOf(part).map((named) => ({ part, ...named })));
  const scores: CityScore[] = [];
  await judgeCities(
    tasks.map(({ plan }) => plan),
    workers,
    (score, nth) => {
      const { part, name } = tasks[nth];
      say(`${part}: city ${score.seed}, ${name}`);
      scores[nth] = score;
      const mine = tasks.flatMap((task, i) => (task.part === part ? [{ name: task.name, score: scores[i] }] : []));
      if (mine.every(({ score: known }) => known !== undefined))
        save(part, part === 'quick' ? grouped(mine, withoutRemarks) : grouped(mine, figuresOf));
    },
  );
}

/** Only the large city is worth being begun first; the others keep their order. */
const costOf = (part: CityPart): number => (part === 'large' ? 1 : 0);

const nabOf = ({ data }: Folders): string => join(data, 'nab');

function grouped<T>(
  scored: readonly { readonly name: string; readonly score: CityScore }[],
  of: (scores: CityScore[]) => T,
): Record<string, T> {
  const names = [...new Set(scored.map(({ name }) => name))];
  return Object.fromEntries(
    names.map((name) => [name, of(scored.filter((one) => one.name === name).map(({ score }) => score))]),
  );
}

/** Remarks are for who tunes, not for a committed file. */
const withoutRemarks = (scores: readonly CityScore[]): CityScore[] =>
  scores.map((score) => ({ ...score, remarks: [] }));

/** So are misses. */
const withoutMisses = (figures: InjectedFigures): InjectedFigures => ({ ...figures, missed: [] });

function judgeAllData({ data, mappings }: Folders, say: Say): DataFigures[] {
  return DATA_SOURCES.map((source) => {
    const figures = judgeData(readSource(source, data, mappings), settingsFor(source), source.events);
    say(`data: ${figures.name}`);
    return figures;
  });
}

export function loadAll(folder: string): Results {
  const load = <P extends CityPart>(part: P) => loadResult(folder, part as keyof Results) as CityResult | undefined;
  return {
    cities: load('cities'),
    network: load('network'),
    budgets: load('budgets'),
    native: load('native'),
    'second-simulator': load('second-simulator'),
    twins: load('twins'),
    calendar: load('calendar'),
    large: load('large'),
    data: loadResult(folder, 'data'),
    injected: loadResult(folder, 'injected'),
    nab: loadResult(folder, 'nab'),
  };
}

/**
 * The regression: one small city and, where they are there, the quick ones of the real data sets and the Numenta
 * benchmark, against what is committed. Answers what differs, a line each, and what was left out.
 */
export function compareQuick(folders: Folders): { readonly differences: string[]; readonly leftOut: string[] } {
  const committed = loadResult(folders.results, 'quick');
  if (committed === undefined) return { differences: ['there is no committed result to compare with'], leftOut: [] };
  const found = grouped(
    plansOf('quick').map(({ name, plan }) => ({ name, score: scoreCity(runPlan(plan)) })),
    withoutRemarks,
  );
  const wrong = differences(committed, rounded(found)).map((text) => `quick: ${text}`);
  const leftOut: string[] = [];
  if (hasData(folders.data)) wrong.push(...dataDifferences(folders));
  else leftOut.push(`real data: there is none in ${folders.data}`);
  if (hasNab(nabOf(folders))) {
    const nab = rounded(evaluateNab(nabOf(folders)));
    wrong.push(...differences(loadResult(folders.results, 'nab'), nab).map((text) => `nab: ${text}`));
  } else leftOut.push(`the Numenta benchmark: it is not in ${nabOf(folders)}`);
  return { differences: wrong, leftOut };
}

function dataDifferences(folders: Folders): string[] {
  const committed = loadResult(folders.results, 'data') ?? [];
  return DATA_SOURCES.filter(({ isQuick }) => isQuick).flatMap((source) => {
    const figures = judgeData(readSource(source, folders.data, folders.mappings), settingsFor(source), source.events);
    const before = committed.find(({ name }) => name === figures.name);
    return differences(before, rounded(figures)).map((text) => `${figures.name}: ${text}`);
  });
}

/** What to do about a difference. */
export const ADVICE =
  'Find out why, or run `npm run evaluate` and commit packages/detection/evaluation/results where the change is meant.';

/** The folders of a clone: real data lies beside it, where there is any. */
export function foldersOf(root: string, data: string | null): Folders {
  const evaluation = join(root, 'packages', 'detection', 'evaluation');
  return {
    data: data ?? join(root, '..', 'shared', 'data'),
    mappings: join(root, 'ingest', 'mappings'),
    results: join(evaluation, 'results'),
  };
}

/** All parts, less those for which there is no data here. */
export const possibleParts = ({ data }: Folders): Part[] =>
  PARTS.filter(
    (part) =>
      ((part !== 'data' && part !== 'injected') || hasData(data)) && (part !== 'nab' || hasNab(join(data, 'nab'))),
  );
