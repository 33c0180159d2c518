import { addCounts, countTests, jestArguments, planTests, summaryLine } from './test-plan.js';

describe('planTests', () => {
  it('runs everything without a name', () => {
    expect(planTests([])).toEqual({
      projects: ['unit', 'integration', 'e2e'],
      jestArguments: [],
      needsServices: true,
      needsBrowser: true,
    });
  });

  it('runs one part, and passes the rest to Jest', () => {
    expect(planTests(['unit', 'packages/x', '--verbose'])).toEqual({
      projects: ['unit'],
      jestArguments: ['packages/x', '--verbose'],
      needsServices: false,
      needsBrowser: false,
    });
    expect(planTests(['integration'])).toMatchObject({ needsServices: true, needsBrowser: false });
  });

  it('takes a file for all parts', () => {
    expect(planTests(['ingest/src/a.test.ts']).jestArguments).toEqual(['ingest/src/a.test.ts']);
  });

  it('names a part that does not exist', () => {
    expect(() => planTests(['untit'])).toThrow('"untit" is no part of the tests');
  });
});

describe('jestArguments', () => {
  it('runs what shares services one file at a time', () => {
    expect(jestArguments('e2e', '/o', [])).toContain('--runInBand');
    expect(jestArguments('unit', '/o', [])).not.toContain('--runInBand');
  });

  it('lets a part be empty only where files were asked for', () => {
    expect(jestArguments('unit', '/o', [])).not.toContain('--passWithNoTests');
    expect(jestArguments('unit', '/o', ['a.test.ts'])).toContain('--passWithNoTests');
  });
});

describe('counts', () => {
  const result = {
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    numRuntimeErrorTestSuites: 1,
  };

  it('counts a file that cannot be loaded as a failure', () => {
    expect(countTests(JSON.stringify(result))).toEqual({ passed: 3, failed: 2, skipped: 3 });
  });

  it('counts a run without a result as a failure', () => {
    expect(countTests(undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('adds up to the closing line', () => {
    const total = addCounts([countTests(JSON.stringify(result)), { passed: 10, failed: 0, skipped: 0 }]);
    expect(summaryLine(total)).toBe('13 passed, 2 failed, 3 skipped');
  });
});
