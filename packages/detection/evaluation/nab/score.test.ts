import { parseNabFile, probationOf, type NabFile } from './corpus.js';
import { countsAt, optimise, rowWorth, scaledSigmoid, scoreAt, type Judged, type Profile } from './score.js';

const STANDARD: Profile = { tpWeight: 1, fnWeight: 1, fpWeight: 0.11 };
const LOW_FN: Profile = { ...STANDARD, fnWeight: 2 };

const stamp = (minute: number) =>
  new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString().replace('T', ' ').slice(0, 19);

/** A file of `rows` minutes with windows from and to these rows. */
function fileOf(rows: number, windows: readonly (readonly [number, number])[], path = 'realTraffic/a.csv'): NabFile {
  const text = Array.from({ length: rows }, (_, i) => `${stamp(i)},${i}`).join('\n');
  return parseNabFile(
    path,
    `timestamp,value\n${text}\n`,
    windows.map((window) => window.map(stamp)),
  );
}

/** The file judged with detections at these rows. */
function judged(file: NabFile, detections: Readonly<Record<number, number>>): Judged {
  const scores = new Float64Array(file.values.length);
  for (const [row, score] of Object.entries(detections)) scores[Number(row)] = score;
  return { file, rows: rowWorth(file), scores };
}

describe('scaledSigmoid', () => {
  it('has the values of the paper', () => {
    expect(scaledSigmoid(-1)).toBeCloseTo(0.98661, 5);
    expect(scaledSigmoid(-0.5)).toBeCloseTo(0.84828, 5);
    expect(scaledSigmoid(0)).toBe(0);
    expect(scaledSigmoid(1)).toBeCloseTo(-0.98661, 5);
    expect(scaledSigmoid(3.01)).toBe(-1);
  });
});

describe('rowWorth', () => {
  it('is 1 at the left edge of a window, falls towards the right, and costs more and more behind it', () => {
    const { worth, window } = rowWorth(fileOf(100, [[40, 49]]));
    expect(worth[39]).toBe(-1);
    expect(window[39]).toBe(-1);
    expect(worth[40]).toBe(1);
    // Five of ten rows are left at row 45: half-way.
    expect(worth[45]).toBeCloseTo(0.84828 / 0.98661, 4);
    expect(window[49]).toBe(0);
    // The first row behind is a ninth of the window's length behind.
    expect(worth[50]).toBeCloseTo(2 / (1 + Math.exp(5 / 9)) - 1, 10);
    expect(worth[58]).toBeCloseTo(-0.98661, 4);
    expect(worth[99]).toBe(-1);
  });
});

describe('the score', () => {
  const file = fileOf(100, [
    [40, 49],
    [70, 79],
  ]);

  it('is 0 for silence and 100 for finding each window at once and nothing else', () => {
    for (const profile of [STANDARD, LOW_FN]) {
      expect(scoreAt([judged(file, {})], profile, 0.5)).toBe(0);
      expect(scoreAt([judged(file, { 40: 1, 70: 1 })], profile, 0.5)).toBeCloseTo(100, 10);
    }
  });

  it('takes the first detection of a window and every false alarm', () => {
    // By hand: window 1 found at row 45, window 2 missed, two false alarms before any window; silence is -2, perfection 2.
    const raw = 0.8597924 - 1 - 2 * 0.11;
    const corpus = [judged(file, { 20: 0.6, 30: 0.6, 45: 0.9, 47: 0.9 })];
    expect(scoreAt(corpus, STANDARD, 0.5)).toBeCloseTo((100 * (raw + 2)) / 4, 4);
    expect(scoreAt(corpus, LOW_FN, 0.5)).toBeCloseTo((100 * (raw - 1 + 4)) / 6, 4);
    expect(countsAt(corpus, 0.5)).toEqual({ found: 1, missed: 1, falseAlarms: 2 });
  });

  it('does not look at the probationary period', () => {
    expect(file.probation).toBe(15);
    expect(scoreAt([judged(file, { 0: 1, 14: 1 })], STANDARD, 0.5)).toBe(0);
    expect(scoreAt([judged(file, { 15: 1 })], STANDARD, 0.5)).toBeLessThan(0);
    expect([probationOf(100), probationOf(4_999), probationOf(5_000), probationOf(22_695)]).toEqual([
      15, 749, 750, 750,
    ]);
  });

  it('counts a window that begins in the probationary period, but only its later rows', () => {
    const early = fileOf(100, [[10, 19]]);
    expect(scoreAt([judged(early, { 12: 1 })], STANDARD, 0.5)).toBe(0);
    expect(scoreAt([judged(early, { 15: 1 })], STANDARD, 0.5)).toBeCloseTo((100 * (0.8597924 + 1)) / 2, 4);
  });

  it('is as good at the best threshold as at any other', () => {
    const corpus = [
      judged(file, { 20: 0.3, 45: 0.9, 60: 0.4, 72: 0.5 }),
      judged(fileOf(200, [[100, 119]], 'realTraffic/b.csv'), { 104: 0.35, 150: 0.6, 160: 0.2 }),
    ];
    const { threshold, score } = optimise(corpus, STANDARD);
    const tried = [0.2, 0.3, 0.35, 0.4, 0.5, 0.6, 0.9, 1].map((level) => scoreAt(corpus, STANDARD, level));
    expect(score).toBeCloseTo(Math.max(...tried), 10);
    expect(scoreAt(corpus, STANDARD, threshold)).toBeCloseTo(score, 10);
  });

  it('prefers silence where every detection is false', () => {
    expect(optimise([judged(fileOf(100, []), { 50: 1 })], STANDARD)).toEqual({ threshold: Infinity, score: 0 });
  });
});
