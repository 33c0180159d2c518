import { describe, expect, test } from '@jest/globals';
import type { DetectionTuning } from '@citywatch/contracts';
import { DEFAULT_SETTINGS, tuningOf, withTuning, zoneOffset, type BacktestSettings } from '@citywatch/detection';
import { DAY_MS, leastDip, metadata, moderate, queue, roadReports } from '../../testing/borderline.js';
import { Side } from './backtest-side.js';
import { compareIncidents } from './compare-incidents.js';

const START = Date.UTC(2026, 2, 2, 6);
/** A Wednesday, after the two weekdays that a profile needs. */
const DAY = 2;
const base = { ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago') };

function run(tuning: Partial<DetectionTuning>, by: number, more: Partial<BacktestSettings> = {}, counted = DAY) {
  const detection = withTuning(base, { ...tuningOf(base), ...tuning });
  const side = new Side({ detection, ...more }, START + counted * DAY_MS);
  for (const thing of metadata) side.describe(thing);
  for (const report of roadReports(START, DAY + 1, [moderate(by, DAY), queue(DAY)])) side.judge(report);
  return side.end();
}

const lax = { falseAlarmsPerWeek: 10 };
const strict = { falseAlarmsPerWeek: 0.001 };

describe('two runs over the same days', () => {
  const dip = leastDip((by) => run(lax, by).incidents.length === 2 && run(strict, by).incidents.length === 1);
  const [before, after] = [run(lax, dip), run(strict, dip)];

  test('a stricter budget finds the queue and leaves the moderate dip alone', () => {
    expect(before.incidents.map(({ things }) => things)).toEqual([1, 3]);
    expect(after.figures.incidents).toMatchObject({ minor: 0, major: 1 });
    expect(after.figures.anomalies).toBeLessThan(before.figures.anomalies);
    const { found, onlyCurrent, both } = compareIncidents(before.incidents, after.incidents);
    expect(found).toEqual({ onlyCurrent: 1, onlyChanged: 0, both: 1 });
    expect([onlyCurrent[0].things, both[0].things]).toEqual([1, 3]);
  });

  test('a threshold that verdicts raised does the same to one Datastream', () => {
    const shifted = run(lax, dip, { shiftOf: (thing) => (thing === 't0' ? 2 : 0) });
    const elsewhere = run(lax, dip, { shiftOf: (thing) => (thing === 't1' ? 2 : 0) });
    expect(elsewhere.incidents).toHaveLength(2);
    expect(shifted.incidents.map(({ things }) => things)).toEqual([3]);
  });

  test('kinds that may not raise find nothing; what begins while it learns is not counted', () => {
    expect(run({ detectors: ['gap'] }, dip).figures).toMatchObject({ anomalies: 0, anomaliesByDetector: {} });
    expect(run({}, dip, {}, DAY + 1).figures.anomalies).toBe(0);
    const sum = Object.values(before.figures.anomaliesByDetector).reduce((a, b) => a + b, 0);
    expect(sum).toBe(before.figures.anomalies);
  });
});
