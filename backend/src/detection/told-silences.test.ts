import { expect, test } from '@jest/globals';
import { propertyIndex, type Anomaly, type Report } from '@citywatch/contracts';
import { DEFAULT_SETTINGS, zoneOffset, type AnomalyChange } from '@citywatch/detection';
import { DetectionChanges } from './detection-changes.js';
import { PartitionDetector, type DatastreamRow } from './partition-detector.js';
import type { PlannedReport } from './plan-reports.js';

const START = Date.UTC(2026, 10, 16, 6);
const STEP = 60_000;
/** Too long for the clock, too short for two reports: a gap is raised after 2.5 intervals and 5 s, between reports after 5 s more. */
const PAUSE = 2.5 * STEP + 8_000;
const settings = { ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago') };

const row: DatastreamRow = {
  datastream: 1,
  thing: 't1',
  property: 'speed',
  domain: 'traffic',
  intervalMs: STEP,
  nominal: null,
  first: true,
  version: null,
  state: null,
};

/** A detector as it is after a restart that saved nothing: it knows what is stored, and reads again. */
function restarted(silences: readonly Anomaly[] = []): PartitionDetector {
  const detector = new PartitionDetector(new DetectionChanges(settings));
  detector.add([{ ...row, silences }]);
  return detector;
}

function at(time: number): PlannedReport {
  const report: Report = {
    domain: 'traffic',
    thing: 't1',
    operator: 'op',
    sequence: 1,
    phenomenonTime: time,
    properties: [propertyIndex('speed')],
    results: [50 + (time % 7)],
    qualities: [0],
  };
  return { offset: 0, report, reference: time, wrongClock: false, live: true, backfill: false };
}

const BEFORE = [0, 1, 2, 3].map((i) => at(START + i * STEP));
const LAST = START + 3 * STEP;
const story = (changes: readonly AnomalyChange[]) =>
  changes.map(({ kind, anomaly: { id, end } }) => [kind, id, end === null ? null : end - LAST]);

/** The silence that the clock finds after the last report, as it is stored: in whole milliseconds. */
function toldByTheClock(): Anomaly {
  const detector = restarted();
  detector.judge(BEFORE);
  const [{ anomaly }] = detector.tick(LAST + 2.5 * STEP + 5_001, 4);
  return { ...anomaly, start: Math.trunc(anomaly.start) };
}

test('a silence that the clock told before a kill ends with the report that ended it, though no report tells of it', () => {
  const silence = toldByTheClock();
  const detector = restarted([silence]);
  expect(story(detector.judge(BEFORE))).toEqual([]);
  expect(story(detector.judge([at(LAST + PAUSE)]))).toEqual([['cleared', silence.id, PAUSE]]);
  expect(story(detector.judge([at(LAST + PAUSE + STEP)]))).toEqual([]);
});

test('it ends once where the clock finds it again, or where the pause is long enough for two reports to tell', () => {
  const silence = toldByTheClock();
  const again = restarted([silence]);
  again.judge(BEFORE);
  expect(story(again.tick(LAST + 2.5 * STEP + 6_000, 4))).toEqual([['raised', silence.id, null]]);
  expect(story(again.judge([at(LAST + PAUSE)]))).toEqual([['cleared', silence.id, PAUSE]]);
  const long = restarted([silence]);
  long.judge(BEFORE);
  expect(story(long.judge([at(LAST + 10 * STEP)]))).toEqual([
    ['raised', silence.id, null],
    ['cleared', silence.id, 10 * STEP],
  ]);
  expect(story(long.judge([at(LAST + 11 * STEP)]))).toEqual([]);
});

test('silences that were left open long ago end with the next report', () => {
  const silence = toldByTheClock();
  const old = { ...silence, id: 'a-old', start: silence.start - 3_600_000 };
  const detector = restarted([old, silence]);
  expect(story(detector.judge(BEFORE))).toEqual([['cleared', 'a-old', -3 * STEP]]);
  expect(story(detector.judge([at(LAST + PAUSE)]))).toEqual([['cleared', silence.id, PAUSE]]);
});
