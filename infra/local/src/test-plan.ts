import { UserError } from './user-error.js';

export type Project = 'unit' | 'integration' | 'e2e';
export const projects: readonly Project[] = ['unit', 'integration', 'e2e'];

/** What `npm test [unit|integration|e2e] [-- files and Jest options]` is to do. */
export interface TestPlan {
  projects: Project[];
  /** Passed on to Jest. */
  jestArguments: string[];
  needsServices: boolean;
  needsBrowser: boolean;
}

export function planTests(args: string[]): TestPlan {
  const [first, ...rest] = args;
  const named = projects.find((project) => project === first);
  if (first !== undefined && !named && !first.startsWith('-') && !/[/.]/.test(first))
    throw new UserError(
      `"${first}" is no part of the tests: expected ${projects.join(', ')}, or the path of a test file.`,
    );
  const chosen = named ? [named] : [...projects];
  return {
    projects: chosen,
    jestArguments: named ? rest : args,
    needsServices: chosen.includes('integration') || chosen.includes('e2e'),
    needsBrowser: chosen.includes('e2e'),
  };
}

/** Arguments of one Jest run. Integration and e2e share real services and two cores: one file at a time. */
export function jestArguments(project: Project, output: string, more: string[]): string[] {
  const serial = project === 'unit' ? [] : ['--runInBand'];
  const filtered = more.some((arg) => !arg.startsWith('-'));
  return [
    '--selectProjects',
    project,
    '--json',
    `--outputFile=${output}`,
    ...serial,
    ...(filtered ? ['--passWithNoTests'] : []),
    ...more,
  ];
}

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface JestResult {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
}

/** Counts of one run, out of Jest's JSON. A file that could not even be loaded counts as one failure, and so does a run without a result. */
export function countTests(json: string | undefined): Counts {
  if (json === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(json) as JestResult;
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

export function addCounts(counts: Counts[]): Counts {
  const sum = (key: keyof Counts) => counts.reduce((total, each) => total + each[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

export const summaryLine = ({ passed, failed, skipped }: Counts) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
