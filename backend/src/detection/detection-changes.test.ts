import { describe, expect, test } from '@jest/globals';
import { DETECTORS, OBSERVED_PROPERTIES, type DetectionTuning, type Report } from '@citywatch/contracts';
import { DEFAULT_SETTINGS, tuningOf, zoneOffset } from '@citywatch/detection';
import { DetectionChanges } from './detection-changes.js';
import { PartitionDetector } from './partition-detector.js';

const settings = { ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago') };
const START = Date.UTC(2026, 10, 18, 18);
const voltage = OBSERVED_PROPERTIES.findIndex(({ id }) => id === 'voltage');
const onlyGaps: DetectionTuning = { ...tuningOf(settings), detectors: ['gap'] };
const row = {
  datastream: 1,
  thing: 'g',
  property: 'voltage',
  domain: 'grid',
  intervalMs: 10_000,
  nominal: 240,
} as const;

function withOneChange(): DetectionChanges {
  const changes = new DetectionChanges(settings);
  changes.add([{ version: 1, tuning: onlyGaps, known: DETECTORS }], []);
  return changes;
}

/** Offsets at which a report of a lost voltage raises; each is of another Thing, so that each can. */
function raisedAt(detector: PartitionDetector, offsets: readonly number[]): number[] {
  return offsets.filter((offset) => {
    const thing = `g${offset}`;
    detector.add([{ ...row, thing, datastream: offset + 1, first: true, version: null, state: null }]);
    const report: Report = {
      domain: 'grid',
      thing,
      operator: 'op',
      sequence: 1,
      phenomenonTime: START + offset * 1_000,
      properties: [voltage],
      results: [0],
      qualities: [0],
    };
    return detector
      .judge([{ offset, report, reference: report.phenomenonTime, wrongClock: false, live: false, backfill: false }])
      .some(({ kind }) => kind === 'raised');
  });
}

const OFFSETS = [0, 1, 2, 3, 4, 5];

describe('settings by offset', () => {
  test('until they are adopted nothing changes, then from the offset on that was said', () => {
    const detector = new PartitionDetector(withOneChange());
    expect(raisedAt(detector, [0, 1])).toEqual([0, 1]);
    detector.adopt({ fromOffset: 4, version: 1, feedback: 0 });
    expect(detector.adopted).toEqual({ fromOffset: 4, version: 1, feedback: 0 });
    expect(raisedAt(detector, [2, 3, 4, 5])).toEqual([2, 3]);
  });

  test('who reads the messages again judges them as they were judged', () => {
    const adoptions = [{ fromOffset: 4, version: 1, feedback: 0 }];
    expect(raisedAt(new PartitionDetector(withOneChange(), adoptions, 0), OFFSETS)).toEqual([0, 1, 2, 3]);
    expect(raisedAt(new PartitionDetector(withOneChange(), adoptions, 5), [5])).toEqual([]);
  });

  test('several adoptions are followed in turn; an older one that comes late is none', () => {
    const changes = withOneChange();
    changes.add([{ version: 2, tuning: tuningOf(settings), known: DETECTORS }], []);
    const detector = new PartitionDetector(changes);
    detector.adopt({ fromOffset: 1, version: 1, feedback: 0 });
    detector.adopt({ fromOffset: 3, version: 2, feedback: 0 });
    detector.adopt({ fromOffset: 3, version: 1, feedback: 0 });
    expect(raisedAt(detector, OFFSETS)).toEqual([0, 3, 4, 5]);
  });
});

describe('what is known', () => {
  test('rows that come twice, or not in turn, change nothing', () => {
    const changes = withOneChange();
    changes.add(
      [
        { version: 1, tuning: tuningOf(settings), known: DETECTORS },
        { version: 3, tuning: onlyGaps, known: DETECTORS },
      ],
      [],
    );
    expect(changes.newest).toEqual({ version: 1, feedback: 0 });
    expect(changes.settingsOf(1).detectors).toEqual(new Set(['gap']));
    expect(changes.settingsOf(7)).toBe(changes.settingsOf(1));
    expect(changes.settingsOf(0)).toBe(settings);
  });

  test('a detector that came after a setting was saved raises; one that was taken out does not', () => {
    const changes = new DetectionChanges(settings);
    const known = DETECTORS.filter((kind) => kind !== 'clock');
    changes.add([{ version: 1, tuning: onlyGaps, known }], []);
    expect(changes.settingsOf(1).detectors).toEqual(new Set(['gap', 'clock']));
  });

  test('a threshold is the one of the last verdict up to the adopted one', () => {
    const changes = new DetectionChanges(settings);
    const threshold = (feedback: number, datastream: number, shift: number) => ({
      feedback,
      datastream,
      shift,
      from: 0,
    });
    changes.add([], [threshold(3, 1, 0.5), threshold(3, 2, 0.5), threshold(5, 1, 1)]);
    changes.add([], [threshold(5, 1, 9)]);
    expect(changes.newest.feedback).toBe(5);
    expect([2, 3, 4, 5].map((feedback) => changes.thresholdOf(1, feedback)?.shift)).toEqual([undefined, 0.5, 0.5, 1]);
    expect(changes.thresholdOf(2, 5)?.shift).toBe(0.5);
    expect(changes.thresholdOf(3, 5)).toBeNull();
  });
});
