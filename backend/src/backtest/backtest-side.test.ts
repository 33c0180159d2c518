import { describe, expect, test } from '@jest/globals';
import type { DetectionTuning } from '@citywatch/contracts';
import { DEFAULT_SETTINGS, tuningOf, withTuning, zoneOffset, type BacktestSettings } from '@citywatch/detection';
import { DAY_MS, metadata, moderate, queue, roadReports } from '../../testing/borderline.js';
import { Side } from './backtest-side.js';
import { compareIncidents } from './compare-incidents.js';

const START = Date.UTC(2026, 2, 2, 6);
const base = { ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago') };

function run(tuning: Partial<DetectionTuning>, more: Partial<BacktestSettings> = {}, counted = 8) {
  const detection = withTuning(base, { ...tuningOf(base), ...tuning });
  const side = new Side({ detection, ...more }, START + counted * DAY_MS);
  for (const thing of metadata) side.describe(thing);
  for (const report of roadReports(START, 10, [moderate(20), queue])) side.judge(report);
  return side.end();
}

describe('two runs over the same days', () => {
  const lax = run({ falseAlarmsPerWeek: 10 });

  test('a stricter budget finds the queue and leaves the moderate dip alone', () => {
    const strict = run({ falseAlarmsPerWeek: 0.001 });
    expect(lax.incidents.map(({ severity, things }) => [severity, things])).toEqual([
      ['minor', 1],
      ['major', 3],
    ]);
    expect(strict.figures.incidents).toEqual({ info: 0, minor: 0, major: 1, critical: 0 });
    expect(strict.figures.anomalies).toBeLessThan(lax.figures.anomalies);
    const { found, onlyCurrent, both } = compareIncidents(lax.incidents, strict.incidents);
    expect(found).toEqual({ onlyCurrent: 1, onlyChanged: 0, both: 1 });
    expect([onlyCurrent[0].severity, both[0].severity]).toEqual(['minor', 'major']);
  });

  test('a threshold that verdicts raised does the same to one Datastream', () => {
    const shifted = run({ falseAlarmsPerWeek: 10 }, { shiftOf: (thing) => (thing === 't0' ? 2 : 0) });
    const elsewhere = run({ falseAlarmsPerWeek: 10 }, { shiftOf: (thing) => (thing === 't1' ? 2 : 0) });
    expect(elsewhere.figures.incidents.minor).toBe(1);
    expect(shifted.figures.incidents).toMatchObject({ minor: 0, major: 1 });
  });

  test('kinds that may not raise find nothing; what begins while it learns is not counted', () => {
    expect(run({ detectors: ['gap'] }).figures).toMatchObject({ anomalies: 0, anomaliesByDetector: {} });
    expect(run({}, {}, 10).figures.anomalies).toBe(0);
    const sum = Object.values(lax.figures.anomaliesByDetector).reduce((a, b) => a + b, 0);
    expect(sum).toBe(lax.figures.anomalies);
  });
});
