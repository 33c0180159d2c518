import type { HistoryAnswer } from '@citywatch/contracts';
import { toRows } from './series';
import { chartFacts, factPhrases, shortCount } from './summary';

const H = 3_600_000;
const history = (over: Partial<HistoryAnswer> = {}): HistoryAnswer => ({
  datastream: 1,
  thing: 't',
  property: 'speed',
  unit: 'km/h',
  from: 0,
  to: 4 * H,
  resolution: '1h',
  readings: 40,
  points: [
    [0, 10, 5, 15, 10],
    [H, 20, 18, 25, 30],
    [3 * H, 20, 19, 21, 10],
  ],
  expected: [[0, 12, 8, 16]],
  anomalies: [],
  ...over,
});
const facts = (h: HistoryAnswer, compare?: HistoryAnswer) =>
  chartFacts(
    h,
    toRows(h, compare, (v) => v),
  );
const format = {
  figure: (v: number) => v.toFixed(1),
  signed: (v: number) => (v > 0 ? `+${v.toFixed(1)}` : v.toFixed(1)),
  duration: (ms: number) => `${ms / H} h`,
};

describe('facts of a chart', () => {
  it('weighs the mean by readings and takes the range from single readings', () => {
    expect(facts(history())).toMatchObject({ mean: 18, low: 5, high: 25, gapTime: H, abnormalTime: 0, change: null });
  });

  it('compares only where both periods have readings', () => {
    const before = history({ from: -4 * H, to: 0, points: [[-4 * H, 12, 12, 12, 10]] });
    expect(facts(history(), before).change).toBe(-2);
  });

  it('says so without readings', () => {
    const empty = facts(history({ points: [], expected: [] }));
    expect(empty.mean).toBeNull();
    expect(factPhrases(empty, format, 'yesterday')).toEqual([{ key: 'none', values: {} }]);
  });

  it('calls nothing usual as long as nothing was expected', () => {
    const keys = (h: HistoryAnswer) => factPhrases(facts(h), format, undefined).map((p) => p.key);
    expect(keys(history())).toEqual(['range', 'usual', 'gapOnce']);
    expect(keys(history({ expected: [] }))).toEqual(['range', 'gapOnce']);
  });

  it('says "the same" where the rounded change is nothing', () => {
    const before = history({ points: [[0, 10.01, 10, 10, 10]] });
    const phrases = factPhrases(facts(history(), before), format, 'yesterday');
    expect(phrases.at(-1)).toEqual({ key: 'same', values: { against: 'yesterday' } });
  });
});

describe('counts of readings', () => {
  it('are short, with three figures, and never more than there are', () => {
    const text = (n: number) => shortCount(n, 'en', (v) => String(v));
    expect([840, 9_999, 12_440, 999_999, 1_693_440, 25_000_000].map(text)).toEqual([
      '840',
      '9999',
      '12.4 k',
      '999 k',
      '1.69 M',
      '25 M',
    ]);
  });

  it('go by ten thousands in Chinese', () => {
    const text = (n: number) => shortCount(n, 'zh', (v) => String(v));
    expect([9_999, 12_440, 1_693_440, 250_000_000].map(text)).toEqual(['9999', '1.24 万', '169 万', '2.5 亿']);
  });
});
