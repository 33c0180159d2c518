import { observedRanges } from './observed-ranges.js';

const MINUTE = 60_000;
const minutes = (ranges: ReturnType<typeof observedRanges>): number[][] =>
  ranges.from.map((from, i) => [from / MINUTE, ranges.to[i] / MINUTE]);

describe('observedRanges', () => {
  it.each<[string, number[], number[][]]>([
    ['nothing', [], []],
    ['one time', [90_000], [[1, 2]]],
    ['the first and last millisecond of a minute', [60_000, 119_999], [[1, 2]]],
    ['neighbours in any order', [3, 1, 2].map((m) => m * MINUTE), [[1, 4]]],
    [
      'far apart',
      [1, 9].map((m) => m * MINUTE),
      [
        [1, 2],
        [9, 10],
      ],
    ],
    ['before 1970', [-1], [[-1, 0]]],
  ])('%s', (_, times, expected) => {
    expect(minutes(observedRanges(times))).toEqual(expected);
  });

  it('joins ranges further and further apart until there are few', () => {
    const everyFive = Array.from({ length: 2_016 }, (_, i) => i * 5 * MINUTE);
    expect(minutes(observedRanges(everyFive))).toEqual([[0, 2_015 * 5 + 1]]);
    const twoDays = [...everyFive.slice(0, 200), ...everyFive.slice(0, 200).map((t) => t + 10_000 * MINUTE)];
    expect(minutes(observedRanges(twoDays, 2))).toEqual([
      [0, 996],
      [10_000, 10_996],
    ]);
  });

  it('covers every time with at most as many ranges as allowed', () => {
    const times = Array.from({ length: 500 }, (_, i) => ((i * 7_919) % 100_003) * MINUTE);
    for (const most of [1, 2, 32]) {
      const { from, to } = observedRanges(times, most);
      expect(from.length).toBeLessThanOrEqual(most);
      for (const time of times) expect(from.some((start, i) => time >= start && time < to[i])).toBe(true);
    }
  });
});
