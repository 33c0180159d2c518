import { describe, expect, test } from '@jest/globals';
import { precisionAnswer, wilson, type PrecisionRow } from './precision.js';

describe('Wilson interval', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%d of %d', (hits, of, low, high) => {
    const interval = wilson(hits, of);
    expect(interval?.[0]).toBeCloseTo(low, 4);
    expect(interval?.[1]).toBeCloseTo(high, 4);
  });

  test('nothing counted says nothing; everything or nothing hit stays within 0 and 1', () => {
    expect(wilson(0, 0)).toBeNull();
    expect(wilson(3, 3)?.[1]).toBe(1);
    expect(wilson(0, 3)?.[0]).toBe(0);
  });
});

const row = (part: PrecisionRow['part'], key: string, figures: Partial<PrecisionRow> = {}): PrecisionRow => ({
  part,
  key,
  start: null,
  incidents: 10,
  useful: 0,
  noise: 0,
  knownWork: 0,
  ...figures,
});

test('known work counts neither for nor against, and what nobody judged has no precision', () => {
  const answer = precisionAnswer(0, 1, [
    row('total', '', { useful: 3, noise: 1, knownWork: 4 }),
    row('detector', 'gap', { knownWork: 2 }),
  ]);
  expect(answer.total).toMatchObject({ incidents: 10, precision: 0.75 });
  expect(answer.byDetector).toEqual([
    { detector: 'gap', incidents: 10, useful: 0, noise: 0, knownWork: 2, precision: null, low: null, high: null },
  ]);
});

test('parts come in the order of the contract, weeks oldest first', () => {
  const answer = precisionAnswer(0, 1, [
    row('week', '', { start: 200 }),
    row('week', '', { start: 100 }),
    row('domain', 'grid'),
    row('domain', 'traffic'),
    row('detector', 'gap'),
    row('detector', 'seasonal'),
  ]);
  expect(answer.byWeek.map(({ start }) => start)).toEqual([100, 200]);
  expect(answer.byDomain.map(({ domain }) => domain)).toEqual(['traffic', 'grid']);
  expect(answer.byDetector.map(({ detector }) => detector)).toEqual(['seasonal', 'gap']);
  expect(answer.total).toMatchObject({ incidents: 0, precision: null });
});
