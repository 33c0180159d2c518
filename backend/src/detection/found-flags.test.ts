import { expect, test } from '@jest/globals';
import { QUALITY } from '@citywatch/contracts';
import { DEFAULT_SETTINGS, zoneOffset } from '@citywatch/detection';
import { CODE_AT, flaggedReadings, speedReports, STUCK_FROM, STUCK_UNTIL } from '../../testing/flagged-readings.js';
import { DetectionChanges } from './detection-changes.js';
import { PartitionDetector } from './partition-detector.js';

const START = Date.UTC(2026, 2, 2, 18);
const readings = flaggedReadings(START);
const at = (step: number): number => readings[step].time;
const row = { datastream: 7, thing: 't0', property: 'speed', domain: 'traffic', intervalMs: 10_000 } as const;

function detectorOf(flagged = 0): PartitionDetector {
  const detector = new PartitionDetector(
    new DetectionChanges({ ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago') }),
  );
  detector.add([{ ...row, version: null, state: null, nominal: null, first: true, flagged }]);
  return detector;
}

test('flags are told of each flagged reading, and once when readings are good again', () => {
  const detector = detectorOf();
  detector.judge(speedReports(readings));
  const flags = detector.takeFlags();
  const code = flags.filter(({ quality }) => quality === QUALITY.errorCode);
  expect(code).toEqual([{ datastream: 7, from: at(CODE_AT), until: at(CODE_AT), quality: QUALITY.errorCode }]);
  const stuck = flags.filter(({ quality }) => quality === QUALITY.stuck);
  // The run is told from its beginning as soon as it is known to be one, then reading by reading.
  expect(stuck[0].from).toBe(at(STUCK_FROM));
  expect(stuck[0].until).toBeGreaterThan(at(STUCK_FROM + 12));
  for (const { from, until } of stuck.slice(1)) expect(from).toBe(until);
  expect(stuck.at(-1)?.until).toBe(at(STUCK_UNTIL - 1));
  expect(flags.filter(({ quality }) => quality === 0).map(({ until }) => until)).toEqual([
    at(CODE_AT + 1),
    at(STUCK_UNTIL),
  ]);
  expect(detector.takeFlags()).toEqual([]);
});

test('late readings, and those that only teach, are not flagged', () => {
  const detector = detectorOf();
  detector.judge(speedReports(readings.slice(0, 500)));
  const [code] = speedReports([{ ...readings[CODE_AT], time: at(400) + 1 }]);
  const [ahead] = speedReports([{ ...readings[CODE_AT], time: at(510) }]);
  detector.judge([code, { ...ahead, backfill: true }]);
  expect(detector.takeFlags()).toEqual([]);
});

test('who knows nothing any more of a Datastream that is said to be flagged says that it is good', () => {
  const detector = detectorOf(QUALITY.stuck);
  detector.judge(speedReports(readings.slice(0, 2)));
  expect(detector.takeFlags()).toEqual([{ datastream: 7, from: at(0), until: at(0), quality: 0 }]);
});
