import { expect, test } from '@jest/globals';
import { propertyIndex, type Report } from '@citywatch/contracts';
import { DEFAULT_SETTINGS, zoneOffset } from '@citywatch/detection';
import { DetectionChanges } from './detection-changes.js';
import { PartitionDetector } from './partition-detector.js';
import type { PlannedReport } from './plan-reports.js';

const START = Date.UTC(2026, 10, 16, 6);
const STEP = 300_000;
const AHEAD = 5 * 3_600_000;
const properties = ['speed', 'flow'];

const defaults = { ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago') };

function detectorOf(): PartitionDetector {
  const changes = new DetectionChanges(defaults);
  const detector = new PartitionDetector(changes);
  const row = { thing: 't1', domain: 'traffic', intervalMs: STEP, nominal: null, version: null, state: null } as const;
  detector.add(properties.map((property, i) => ({ ...row, datastream: i + 1, property, first: i === 0 })));
  return detector;
}

/** A report that was sent at a time, and says it is of another. */
function sent(reference: number, off: number): PlannedReport {
  const report: Report = {
    domain: 'traffic',
    thing: 't1',
    operator: 'op',
    sequence: 1,
    phenomenonTime: reference + off,
    properties: properties.map((id) => propertyIndex(id)),
    results: [50, 900],
    qualities: [0, 0],
  };
  return { offset: 0, report, reference, wrongClock: off > STEP, live: true, backfill: false };
}

test('a clock that is ahead is told of the Thing once, from reports that are not stored, and ends when it is right', () => {
  const detector = detectorOf();
  const story = (planned: readonly PlannedReport[]) =>
    detector.judge(planned).map(({ kind, anomaly }) => [kind, anomaly.detector, anomaly.property]);
  expect(story([0, 1, 2].map((i) => sent(START + i * STEP, 0)))).toEqual([]);
  const judged = detector.observations;
  expect(story([3, 4, 5].map((i) => sent(START + i * STEP, AHEAD)))).toEqual([['raised', 'clock', 'speed']]);
  expect(detector.observations).toBe(judged);
  expect(detector.unknown([{ ...sent(START, AHEAD), report: { ...sent(START, AHEAD).report, thing: 't2' } }])).toEqual(
    [],
  );
  expect(detector.takeDirty().map(({ datastream }) => datastream)).toContain(1);
  expect(story([sent(START + 6 * STEP, 0)])).toEqual([['cleared', 'clock', 'speed']]);
});
