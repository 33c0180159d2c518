import { describe, expect, test } from '@jest/globals';
import { DETECTORS, QUALITY, type DetectorKind } from '@citywatch/contracts';
import { HOUR, MONDAY, SETTINGS, readings, taught } from '../testing/synthetic.js';
import { SHIFT_MAX, SHIFT_MIN, raiseLevel } from './context.js';

const MINUTE = 60_000;
const onset = MONDAY + 12 * HOUR;
const without = (...kinds: DetectorKind[]) => ({
  ...SETTINGS,
  detectors: new Set(DETECTORS.filter((kind) => !kinds.includes(kind))),
});
const standing = Array.from({ length: 30 }, (_, i) => ({ time: onset + (i + 1) * 10_000, result: 4 + (i % 3) }));

describe('the raise level', () => {
  test('follows the budget, the rate of reports and the feedback within its bounds', () => {
    const level = (falseAlarmsPerWeek: number, interval: number, shift?: number) =>
      raiseLevel({ ...SETTINGS, falseAlarmsPerWeek }, interval, shift);
    expect(level(0.1, 5 * MINUTE) - level(1, 5 * MINUTE)).toBeCloseTo(0.804, 2);
    expect(level(0.1, 10_000)).toBeCloseTo(Math.log10(60_480 / 0.1), 5);
    expect([level(10, HOUR), level(0.0001, 1_000)]).toEqual([3.5, 9]);
    expect(level(0.5, 10_000, 9) - level(0.5, 10_000)).toBeCloseTo(SHIFT_MAX, 9);
    expect(level(0.5, 10_000, -9) - level(0.5, 10_000)).toBeCloseTo(SHIFT_MIN, 9);
  });

  test('a borderline deviation that alarms is quiet after feedback said that it is noise', () => {
    const story = (shift: number) => {
      const bench = taught('speed', 4, 10_000, onset);
      bench.context = { ...bench.context, shift };
      return bench.feed(standing.map(({ time }, i) => ({ time, result: 38 - 0.1 * (i % 4) }))).story;
    };
    expect(story(0)).toEqual(['raised seasonal minor']);
    expect(story(2)).toEqual([]);
  });
});

describe('a detector in shadow', () => {
  test('says nothing, and another one speaks where it can', () => {
    const bench = taught('speed', 1, 10_000, onset);
    bench.settings = without('seasonal', 'rate');
    expect(bench.feed(standing).story).toEqual([]);
    const other = taught('speed', 1, 10_000, onset);
    other.settings = without('seasonal');
    expect(other.feed(standing).story).toEqual(['raised rate major']);
  });

  test('keeps no other from judging: a stuck sensor that nobody asks about is far off all the same', () => {
    const held = Array.from({ length: 60 }, (_, i) => ({ time: onset + (i + 1) * 10_000, result: 58.2 }));
    const far = Array.from({ length: 6 }, (_, i) => ({ time: onset + 3 * HOUR + i * 10_000, result: 58.2 }));
    const bench = taught('speed', 1, 10_000, onset);
    bench.settings = without('stuck', 'gap');
    expect(bench.feed(held).feed(far.map(({ time }, i) => ({ time, result: 5 + i }))).story).toEqual([
      'raised seasonal major',
    ]);
  });

  test('what began in shadow ends in silence, and what was said is ended also when its kind is switched off', () => {
    const bad = [1, 2].map((i) => ({ time: onset + i * 10_000, result: 999 }));
    const good = readings('speed', 2, 10_000, onset + 30_000, onset + 90_000);
    const shadow = taught('speed', 1, 10_000, onset);
    shadow.settings = without('range');
    shadow.feed(bad, QUALITY.outOfRange);
    shadow.settings = SETTINGS;
    expect(shadow.feed(good).story).toEqual([]);
    const said = taught('speed', 1, 10_000, onset).feed(bad, QUALITY.outOfRange);
    said.settings = without('range');
    expect(said.feed(good).story).toEqual(['raised range info', 'cleared range info']);
  });
});

describe('why', () => {
  test('names the channels with their rarity and, once three days are known, the rank', () => {
    const bench = taught('speed', 1, 10_000, onset).feed(standing.slice(0, 1));
    const [{ anomaly }] = bench.changes;
    expect(anomaly.why?.channels.map(({ channel }) => channel).sort()).toEqual(['jump', 'time-of-day']);
    expect(anomaly.why?.channels[0].score).toBeGreaterThanOrEqual(anomaly.why?.channels[1].score ?? NaN);
    expect([anomaly.why?.rank, anomaly.why?.neighbours]).toEqual([null, null]);
    const known = taught('speed', 1, 10 * MINUTE, onset);
    known.feed(readings('speed', 5, 10 * MINUTE, onset, onset + 4 * 24 * HOUR));
    known.feed([1, 2].map((i) => ({ time: onset + 4 * 24 * HOUR + i * 10 * MINUTE, result: 6 })));
    expect(known.changes[known.changes.length - 1].anomaly.why?.rank).toEqual({ place: 1, days: 4 });
  });
});
