import { expect, test } from '@jest/globals';
import { DEFAULT_SETTINGS, zoneOffset } from '@citywatch/detection';
import { leastOff, MINUTES, SAID, twiceOff } from '../../testing/twice-off.js';
import { DetectionChanges, type Adoption } from '../detection/detection-changes.js';
import { HeldResiduals, readResiduals, type Logged } from './held-residuals.js';

const START = Date.UTC(2026, 2, 2, 6);
const IDS = [1, 2, 3, 4, 5, 6];

/** Six detectors 150 m apart; verdict 1 was half a decade against the third. */
function road(adoptions: readonly Adoption[]): HeldResiduals {
  const changes = new DetectionChanges({ ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago') });
  changes.add([], [{ feedback: 1, datastream: 3, from: START, shift: 0.5 }]);
  const held = new HeldResiduals(changes, adoptions, new Map(), null, 0);
  const rows = IDS.map((datastream) => {
    const thing = `t${datastream}`;
    const [domain, interval] = ['traffic', 10_000] as const;
    const position = { id: 'halsted-n', name: 'Halsted St', position: datastream * 150, direction: 'N' as const };
    const at = { longitude: -87.63, latitude: 41.88 + datastream * 0.00135, road: position, feeder: null };
    return {
      context: { datastream, thing, property: 'speed', domain, interval, watchGap: false },
      place: { thing, domain, ...at },
    };
  });
  held.describe(IDS, rows);
  return held;
}

/** When doubts were raised, ms. */
const raised = (held: HeldResiduals, log: readonly Logged[]): number[] =>
  held.take(log).changes.flatMap(({ kind, at }) => (kind === 'raised' ? [at] : []));
const logOf = (by: number) => readResiduals(twiceOff(IDS, START, by));
const log = logOf(leastOff((by) => raised(road([]), logOf(by)).length === 2));
const both = raised(road([]), log);

test('a verdict moves what peers raise, from the offset on that was said', () => {
  const held = road([]);
  expect(raised(held, log.slice(0, SAID))).toEqual(both.slice(0, 1));
  held.adopt({ fromOffset: SAID, version: 0, feedback: 1 });
  expect(held.adopted).toEqual({ fromOffset: SAID, version: 0, feedback: 1 });
  expect(raised(held, log.slice(SAID))).toEqual([]);
});

test('who reads the messages again judges them as they were judged', () => {
  expect(raised(road([{ fromOffset: SAID, version: 0, feedback: 1 }]), log)).toEqual(both.slice(0, 1));
  expect(raised(road([{ fromOffset: MINUTES, version: 0, feedback: 1 }]), log)).toEqual(both);
});

test('whoever is described while a verdict is in force is judged by it', () => {
  expect(raised(road([{ fromOffset: 0, version: 0, feedback: 1 }]), log)).toEqual([]);
});
