import { seeded } from '../testing/synthetic.js';
import { nextAlarm, noAlarm } from './alarm-policy.js';
import { CountRing } from './count-ring.js';
import { ExpMean } from './exp-mean.js';
import { fuse } from './fusion.js';
import { Layout } from './layout.js';
import { Rhythm } from './rhythm.js';
import { Ring } from './ring.js';
import { SortedRing } from './sorted-ring.js';
import { TailCalibration } from './tail-calibration.js';

const make = <T>(build: (layout: Layout) => T) => {
  const layout = new Layout();
  const part = build(layout);
  return { part, state: layout.view(new ArrayBuffer(layout.size), 0) };
};
const average = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('Ring', () => {
  it('has the mean and variance of each window, as summed anew, with holes', () => {
    const { part, state } = make((layout) => new Ring(layout, [3, 8, 20]));
    const random = seeded(1);
    const windows: number[][] = [[], [], []];
    for (let i = 0; i < 500; i++) {
      if (i % 37 === 36) {
        const hole = i % 5;
        part.skip(state, hole);
        windows.forEach((window) => window.splice(0, hole));
      }
      const value = Math.fround(random() * 100);
      part.push(state, value);
      part.lengths.forEach((length, w) => {
        windows[w].push(value);
        if (windows[w].length > length) windows[w].shift();
        const mean = average(windows[w]);
        expect(part.mean(state, w)).toBeCloseTo(mean, 6);
        expect(part.variance(state, w)).toBeCloseTo(average(windows[w].map((x) => (x - mean) ** 2)), 4);
        expect(part.isFull(state, w)).toBe(windows[w].length === length);
        expect(part.isReady(state, w)).toBe(windows[w].length >= 0.75 * length);
      });
      expect(part.at(state, 0)).toBe(value);
    }
  });

  it('keeps its sums exact after a million large values', () => {
    const { part, state } = make((layout) => new Ring(layout, [4]));
    for (let i = 0; i < 100_000; i++) part.push(state, i % 2 ? 1e15 : -1e15);
    for (let i = 0; i < 4; i++) part.push(state, 1);
    expect(part.mean(state, 0)).toBe(1);
    expect(part.variance(state, 0)).toBe(0);
  });
});

describe('CountRing', () => {
  it('has the share of hits of each window, with holes', () => {
    const { part, state } = make((layout) => new CountRing(layout, [4, 10]));
    const random = seeded(2);
    const windows: number[][] = [[], []];
    for (let i = 0; i < 300; i++) {
      if (i % 23 === 22) {
        part.skip(state, 3);
        windows.forEach((window) => window.splice(0, 3));
      }
      const hit = random() < 0.3;
      part.push(state, hit);
      [4, 10].forEach((length, w) => {
        windows[w].push(hit ? 1 : 0);
        if (windows[w].length > length) windows[w].shift();
        expect(part.share(state, w)).toBeCloseTo(average(windows[w]), 10);
      });
    }
  });
});

describe('SortedRing', () => {
  it('has the quantiles of the last values, equal ones too', () => {
    const { part, state } = make((layout) => new SortedRing(layout, 25));
    const random = seeded(3);
    const last: number[] = [];
    expect(part.quantile(state, 0.5)).toBe(0);
    for (let i = 0; i < 400; i++) {
      const value = Math.floor(random() * 12);
      part.push(state, value);
      last.push(value);
      if (last.length > 25) last.shift();
      const sorted = [...last].sort((a, b) => a - b);
      expect(part.quantile(state, 0)).toBe(sorted[0]);
      expect(part.quantile(state, 1)).toBe(sorted[sorted.length - 1]);
      if (sorted.length % 2) expect(part.quantile(state, 0.5)).toBe(sorted[(sorted.length - 1) / 2]);
      expect(part.count(state)).toBe(last.length);
    }
  });

  it('refuses a size that a byte cannot count', () => {
    expect(() => new SortedRing(new Layout(), 256)).toThrow(/at most 255/);
  });
});

describe('ExpMean', () => {
  it('is an ordinary mean at first and forgets later', () => {
    const { part, state } = make((layout) => new ExpMean(layout, 0.1));
    for (const value of [1, 2, 6]) part.push(state, value);
    expect(part.mean(state)).toBeCloseTo(3.1, 0);
    for (let i = 0; i < 200; i++) part.push(state, 50);
    expect(part.mean(state)).toBeCloseTo(50, 3);
    expect(part.weight(state)).toBeCloseTo(10, 3);
  });
});

describe('Rhythm', () => {
  it('counts missing steps from three usual ones on', () => {
    const { part, state } = make((layout) => new Rhythm(layout));
    const missed = (time: number) => part.missed(state, time * 1_000, time === 0);
    for (let time = 0; time <= 200; time += 10) expect(missed(time)).toBe(0);
    expect(missed(229)).toBe(0);
    expect(missed(239)).toBe(0);
    expect(missed(271)).toBe(2);
    expect(missed(271)).toBe(0);
    // A clock that is set back an hour.
    expect(missed(271 - 3_600)).toBe(0);
    expect(missed(1e9)).toBe(1_000);
  });
});

describe('TailCalibration', () => {
  it('says how rare a deviation is among the largest of blocks, and forgets', () => {
    const { part, state } = make((layout) => new TailCalibration(layout, 1e-12));
    const random = seeded(4);
    const exponential = () => -Math.log(1 - random());
    expect(part.rarity(state, 100)).toBe(0);
    for (let i = 0; i < 30 + 8 * 1_000; i++) part.teach(state, exponential());
    // The largest of eight exponential ones is over x with a probability of 1 - (1 - e^-x)^8.
    for (const x of [7, 8, 9]) {
      const truth = -Math.log10(1 - (1 - Math.exp(-x)) ** 8);
      expect(Math.abs(part.rarity(state, x) - truth)).toBeLessThan(0.4);
    }
    const before = part.rarity(state, 8);
    for (let i = 0; i < 8 * 6_000; i++) part.teach(state, 2 * exponential());
    expect(part.rarity(state, 8)).toBeLessThan(before - 1);
    expect(part.rarity(state, 1e30)).toBeGreaterThan(100);
  });
});

describe('fuse', () => {
  it('grows with agreement, with one channel that is sure, and ends at 12', () => {
    const evidence = (...values: number[]) => fuse(Float32Array.from({ length: 9 }, (_, i) => values[i] ?? 0));
    expect(evidence()).toBe(0);
    expect(evidence(2, 2)).toBeGreaterThan(evidence(2));
    expect(evidence(2, 2, 2, 2, 2, 2)).toBeGreaterThan(3.5);
    expect(evidence(6)).toBeGreaterThan(4);
    expect(evidence(1e9)).toBe(12);
  });
});

describe('nextAlarm', () => {
  const levels = { raise: 4, clear: 2, muteSteps: 3 };

  it('makes one alarm of one excursion, and the next only after it cleared and the mute is over', () => {
    const state = noAlarm();
    const scores = [1, 4, 5, 5, 5, 3, 3, 5, 1, 5, 1, 1, 1, 4, 1, 4];
    expect(scores.map((score) => nextAlarm(state, levels, score))).toEqual(
      scores.map((_, i) => i === 1 || i === 9 || i === 15),
    );
  });

  it('counts the steps of a hole', () => {
    const state = noAlarm();
    expect(nextAlarm(state, levels, 4)).toBe(true);
    expect(nextAlarm(state, levels, 1, 10)).toBe(false);
    expect(nextAlarm(state, levels, 4)).toBe(true);
  });
});
