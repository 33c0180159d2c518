import { describe, expect, test } from '@jest/globals';
import { QUALITY, propertyIndex } from '@citywatch/contracts';
import { Bench, DAY, HOUR, MONDAY, SETTINGS, readings, seeded, taught, type Reading } from '../testing/synthetic.js';
import { foundQuality } from './quality-flags.js';
import { STATE_VERSION, createState, loadState, saveState } from './state.js';
import { expectedAt, step, tick } from './step.js';

const MINUTE = 60_000;
const KINDS = ['speed', 'pm25', 'voltage', 'flow'] as const;
const change = (items: readonly Reading[], how: (result: number) => number): Reading[] =>
  items.map(({ time, result }) => ({ time, result: how(result) }));

describe('a healthy Datastream', () => {
  test.each(KINDS)('%s: the first three days, all of them learning, raise nothing', (kind) => {
    for (let seed = 0; seed < 2; seed++)
      expect(new Bench(kind, MINUTE).feed(readings(kind, seed, MINUTE, MONDAY, MONDAY + 3 * DAY)).story).toEqual([]);
  });

  test('a week of 20 taught Datastreams costs at most a quarter of a false alarm each', () => {
    let raised = 0;
    for (const kind of KINDS)
      for (let seed = 0; seed < 5; seed++) {
        const bench = taught(kind, seed * 31, 5 * MINUTE, MONDAY + 9 * HOUR);
        bench.feed(readings(kind, seed, 5 * MINUTE, MONDAY + 9 * HOUR, MONDAY + 7 * DAY));
        raised += bench.changes.filter((item) => item.kind === 'raised').length;
      }
    expect(raised).toBeLessThanOrEqual(5);
  });

  test('the days on which the clock changes raise nothing', () => {
    for (const at of [Date.UTC(2026, 10, 1, 3), Date.UTC(2026, 2, 8, 3)])
      for (let seed = 0; seed < 2; seed++)
        expect(taught('speed', seed, MINUTE, at).feed(readings('speed', seed, MINUTE, at, at + DAY)).story).toEqual([]);
  });
});

describe('the seasonal detector', () => {
  const onset = MONDAY + 12 * HOUR;

  test('an extreme deviation raises at its first observation, and ends when the readings are back', () => {
    const bench = taught('speed', 1, 10_000, onset);
    const [first, ...rest] = change(readings('speed', 2, 10_000, onset, onset + 10 * MINUTE), (v) => v * 0.2);
    bench.feed([first]);
    expect(bench.story).toEqual(['raised seasonal major']);
    bench.feed(rest).feed(readings('speed', 3, 10_000, onset + 10 * MINUTE, onset + 11 * MINUTE));
    const { anomaly, kind } = bench.changes[bench.changes.length - 1];
    expect([kind, anomaly.detector, anomaly.start]).toEqual(['cleared', 'seasonal', first.time]);
    expect(anomaly.reason.code).toBe('below-expected');
    expect((anomaly.end ?? 0) - onset).toBeGreaterThanOrEqual(10 * MINUTE);
    expect((anomaly.end ?? 0) - onset).toBeLessThan(11 * MINUTE);
  });

  test('one moderate reading raises nothing, three in a row do', () => {
    const bench = taught('speed', 4, 10_000, onset);
    const moderate = (count: number, from: number) =>
      Array.from({ length: count }, (_, i) => ({ time: from + i * 10_000, result: 38 - 0.1 * i }));
    bench.feed(moderate(1, onset + 1)).feed(readings('speed', 5, 10_000, onset + 10_000, onset + 5 * MINUTE));
    expect(bench.story).toEqual([]);
    bench.feed(moderate(3, onset + 5 * MINUTE));
    expect(bench.story).toEqual(['raised seasonal minor']);
    expect(bench.changes[0].anomaly.start).toBe(onset + 5 * MINUTE);
  });

  test('faster than usual is no traffic anomaly, cleaner air is no air anomaly', () => {
    const fast = taught('speed', 6, 10_000, onset);
    fast.feed(change(readings('speed', 7, 10_000, onset, onset + 10 * MINUTE), (v) => v * 1.3));
    expect(fast.story).toEqual([]);
    const clean = taught('pm25', 6, 10_000, onset);
    clean.feed(change(readings('pm25', 7, 10_000, onset, onset + 10 * MINUTE), (v) => v * 0.1));
    expect(clean.story).toEqual([]);
  });

  test('a change that stays is accepted as the new normal after a bounded time', () => {
    const bench = taught('voltage', 8, MINUTE, onset);
    bench.feed(change(readings('voltage', 9, MINUTE, onset, onset + 8 * HOUR), (v) => v - 30));
    expect(bench.story.filter((line) => line.startsWith('cleared'))).toHaveLength(1);
    expect(bench.changes[bench.changes.length - 1].at - onset).toBeLessThan(6.1 * HOUR);
  });

  test('a voltage that sags and then goes is told again: half as much more is another matter', () => {
    const bench = taught('voltage', 8, 10_000, onset);
    const at = (seconds: number, result: number) => ({ time: onset + seconds * 1_000, result });
    bench.feed([at(10, 143), at(20, 142), at(30, 0.2), at(40, 0.1)]);
    expect(bench.story).toEqual(['raised seasonal critical', 'updated seasonal critical']);
    expect(bench.changes.map(({ anomaly }) => anomaly.observed)).toEqual([143, 0.2]);
  });

  test('a voltage far from nominal is wrong on the first day too', () => {
    const bench = new Bench('voltage', 10_000, SETTINGS, 230).feed([{ time: MONDAY, result: 0 }]);
    expect(bench.story).toEqual(['raised seasonal critical']);
  });
});

test('a jump raises while there is no profile yet', () => {
  const bench = new Bench('speed', 10_000).feed(readings('speed', 1, 10_000, MONDAY + 12 * HOUR, MONDAY + 12.2 * HOUR));
  bench.feed([{ time: MONDAY + 12.2 * HOUR + 5_000, result: 9 }]);
  expect(bench.story).toEqual(['raised rate major']);
  expect(bench.changes[0].anomaly.reason.code).toBe('jumped-down');
});

describe('data quality', () => {
  test('a sensor that repeats itself is stuck; one at rest at the end of its scale is not', () => {
    const at = MONDAY + 12 * HOUR;
    const stuck = taught('speed', 1, 10_000, at).feed(readings('speed', 1, 10_000, at, at + HOUR));
    const last = stuck.state.n[3];
    stuck.feed(Array.from({ length: 60 }, (_, i) => ({ time: at + HOUR + (i + 1) * 10_000, result: last })));
    expect(stuck.story).toEqual(['raised stuck minor']);
    expect(foundQuality(stuck.state, at + HOUR + 600_000)).toBe(QUALITY.stuck);
    stuck.feed([{ time: at + HOUR + 610_000, result: last + 1 }]);
    expect(foundQuality(stuck.state, at + HOUR + 610_000)).toBe(0);
    expect(stuck.story).toEqual(['raised stuck minor', 'cleared stuck minor']);
    const night = taught('flow', 1, 10_000, at);
    night.feed(Array.from({ length: 60 }, (_, i) => ({ time: at + (i + 1) * 10_000, result: 0 })));
    expect(night.story.filter((line) => line.includes('stuck'))).toEqual([]);
  });

  test('one impossible value is a hiccup, two in a row are an anomaly, and neither is learnt', () => {
    const bench = taught('speed', 1, 10_000, MONDAY + 12 * HOUR);
    const before = expectedAt(bench.state, MONDAY + 13 * HOUR, SETTINGS.offsetAt);
    const bad = (at: number) => [{ time: MONDAY + 12 * HOUR + at, result: 999 }];
    bench.feed(bad(1_000), QUALITY.outOfRange);
    expect(bench.story).toEqual([]);
    bench.feed(bad(11_000), QUALITY.outOfRange);
    expect(bench.story).toEqual(['raised range info']);
    expect(expectedAt(bench.state, MONDAY + 13 * HOUR, SETTINGS.offsetAt)?.expected).toBeCloseTo(
      before?.expected ?? 0,
      1,
    );
    bench.feed(readings('speed', 2, 10_000, MONDAY + 12 * HOUR + 20_000, MONDAY + 12 * HOUR + MINUTE));
    expect(bench.story).toEqual(['raised range info', 'cleared range info']);
  });

  test('silence is found by the clock alone, at the limit and with the same words as the next observation would', () => {
    const ticked = new Bench('speed', 10_000).feed(readings('speed', 1, 10_000, MONDAY, MONDAY + 10 * MINUTE));
    const replayed = new Bench('speed', 10_000).feed(readings('speed', 1, 10_000, MONDAY, MONDAY + 10 * MINUTE));
    const last = ticked.state.n[2];
    const limit = last + 25_000 + SETTINGS.gapGraceMs;
    expect(tick(ticked.state, ticked.context, SETTINGS, limit)).toEqual([]);
    ticked.changes.push(...tick(ticked.state, ticked.context, SETTINGS, limit + 1));
    expect(ticked.changes.map((item) => [item.kind, item.at, item.anomaly.start])).toEqual([
      ['raised', last + 25_000, last + 10_000],
    ]);
    expect(tick(ticked.state, ticked.context, SETTINGS, limit + HOUR)).toEqual([]);
    const back = [{ time: last + 5 * MINUTE, result: 60 }];
    expect(ticked.feed(back).changes).toEqual(replayed.feed(back).changes);
    expect(ticked.story).toEqual(['raised gap info', 'cleared gap info']);
  });
});

describe('order and repetition', () => {
  test('late, reordered and duplicate observations change nothing at all', () => {
    const bench = taught('speed', 1, 10_000, MONDAY + 12 * HOUR);
    const before = saveState(bench.state);
    const newest = bench.state.n[2];
    for (const late of [0, 1, 10_000, 59 * MINUTE]) bench.feed([{ time: newest - late, result: 3 }]);
    expect(Buffer.compare(saveState(bench.state), before)).toBe(0);
  });

  test('a back-fill teaches what is expected and raises nothing, however wild', () => {
    const at = MONDAY + 12 * HOUR;
    const bench = new Bench('speed', 10_000).feed(readings('speed', 1, 10_000, at - MINUTE, at));
    expect(expectedAt(bench.state, at, SETTINGS.offsetAt)).toBeNull();
    for (let day = 0; day <= 2; day++)
      bench.feed(
        change(readings('speed', day, 5 * MINUTE, at - (day + 1) * DAY, at - day * DAY), (v) => (v > 59 ? 0 : v)),
      );
    expect(bench.story).toEqual([]);
    // Sunday, Saturday and Friday: the weekend is known, weekdays not yet.
    expect(expectedAt(bench.state, MONDAY - DAY + 12 * HOUR, SETTINGS.offsetAt)).not.toBeNull();
    expect(expectedAt(bench.state, at, SETTINGS.offsetAt)).toBeNull();
  });

  test('a back-fill that comes before the first live reading is no less one', () => {
    const at = MONDAY + 12 * HOUR;
    const bench = new Bench('speed', 10_000);
    for (const { time, result } of readings('speed', 1, 5 * MINUTE, at - 3 * DAY, at))
      step(bench.state, bench.context, SETTINGS, {
        time,
        result: result > 59 ? 0 : result,
        quality: 0,
        live: false,
        backfill: true,
      }).forEach((item) => bench.changes.push(item));
    bench.feed(readings('speed', 2, 10_000, at, at + MINUTE));
    expect(bench.story).toEqual([]);
    expect(expectedAt(bench.state, MONDAY - DAY + 12 * HOUR, SETTINGS.offsetAt)).not.toBeNull();
  });

  test('saved and loaded at random places it says the same, byte for byte', () => {
    for (let seed = 1; seed <= 4; seed++) {
      const random = seeded(seed);
      const wild = readings('speed', seed, MINUTE, MONDAY, MONDAY + 4 * DAY).map(({ time, result }) => ({
        time: random() < 0.02 ? time - Math.floor(random() * DAY) : time,
        result: random() < 0.01 ? random() * 300 : time % DAY < 2 * HOUR ? 7 : result,
        quality: random() < 0.01 ? QUALITY.outOfRange : 0,
      }));
      const whole = new Bench('speed', MINUTE);
      const cut = new Bench('speed', MINUTE);
      for (const item of wild) {
        whole.feed([item], item.quality);
        cut.feed([item], item.quality);
        if (random() < 0.01) cut.state = loadState(STATE_VERSION, saveState(cut.state)) ?? createState(0);
      }
      expect(whole.changes.length).toBeGreaterThan(0);
      expect(JSON.stringify(cut.changes)).toBe(JSON.stringify(whole.changes));
      expect(Buffer.compare(saveState(cut.state), saveState(whole.state))).toBe(0);
    }
  });

  test('a state of another version or length is not used', () => {
    const bytes = saveState(createState(0));
    expect(bytes.byteLength).toBeLessThanOrEqual(8_192);
    expect(loadState('datastream-0', bytes)).toBeNull();
    expect(loadState(STATE_VERSION, bytes.slice(1))).toBeNull();
    expect(loadState(STATE_VERSION, bytes)).not.toBeNull();
    const pooled = Buffer.concat([Buffer.from('x'), bytes]).subarray(1);
    expect(loadState(STATE_VERSION, pooled)?.n).toEqual(createState(0).n);
  });
});

test("the wind's direction turns in circles and never alarms", () => {
  const bench = new Bench('windDirection', MINUTE);
  for (let i = 0; i < 3_000; i++)
    step(bench.state, bench.context, SETTINGS, {
      time: MONDAY + i * MINUTE,
      result: (i * 97) % 360,
      quality: 0,
      live: true,
    }).forEach((item) => bench.changes.push(item));
  expect(bench.story).toEqual([]);
  expect(propertyIndex('windDirection')).toBeGreaterThan(0);
});
