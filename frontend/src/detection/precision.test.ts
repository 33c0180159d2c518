import type { PrecisionAnswer, PrecisionFigure } from '@citywatch/contracts';
import { byJudged, FEW, judgedOf, sumOf, trendOf } from './precision';
import { periodOf } from './period';

const figure = (incidents: number, useful: number, noise: number, knownWork = 0): PrecisionFigure => ({
  incidents,
  useful,
  noise,
  knownWork,
  precision: useful + noise === 0 ? null : useful / (useful + noise),
  low: null,
  high: null,
});
const weeks = (...list: PrecisionFigure[]): PrecisionAnswer['byWeek'] => list.map((one, start) => ({ start, ...one }));

it('does not count known work as judged', () => {
  expect(judgedOf(figure(9, 3, 2, 4))).toBe(5);
});

it('lists what was judged most first, and leaves out what never opened', () => {
  const rows = [figure(3, 0, 0), figure(5, 1, 0), figure(0, 0, 0), figure(2, 2, 2)];
  expect(byJudged(rows).map(({ incidents }) => incidents)).toEqual([2, 5, 3]);
});

it('sums weeks by their judgements, not by their means', () => {
  expect(sumOf([figure(5, 1, 0), figure(9, 0, 3)])).toEqual({ incidents: 14, useful: 1, noise: 3, precision: 0.25 });
  expect(sumOf([]).precision).toBeNull();
});

describe('trendOf', () => {
  it('compares four weeks with the four before', () => {
    const list = Array.from({ length: 9 }, (_, i) => figure(5, i < 5 ? 1 : 3, 1));
    expect(trendOf(weeks(...list))).toEqual({ weeks: 4, now: 0.75, before: 0.5 });
  });

  it(`says nothing below ${FEW} judgements`, () => {
    expect(trendOf(weeks(figure(9, FEW, 0), figure(9, FEW, 0)))).toEqual({ weeks: 1, now: 1, before: 1 });
    expect(trendOf(weeks(figure(9, FEW, 0), figure(9, FEW - 1, 0)))).toBeNull();
    expect(trendOf(weeks(figure(9, 0, 0), figure(9, FEW, 0)))).toBeNull();
    expect(trendOf(weeks(figure(9, FEW, 0)))).toBeNull();
  });
});

it('asks for whole hours', () => {
  const { from, to } = periodOf('4w', 3_600_000 * 5 + 1);
  expect([to, to - from]).toEqual([3_600_000 * 6, 28 * 86_400_000]);
});
