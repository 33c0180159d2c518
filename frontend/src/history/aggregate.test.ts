import type { HistoryAnswer } from '@citywatch/contracts';
import { changeOf, combine, inOneResolution, MAX_SENSORS, meanOf, medianOf, spread } from './aggregate';

const of = (points: HistoryAnswer['points'], expected: HistoryAnswer['expected'] = []): HistoryAnswer => ({
  datastream: 1,
  thing: 't',
  property: 'speed',
  unit: 'km/h',
  from: 0,
  to: 300,
  resolution: '1m',
  readings: points.reduce((n, p) => n + p[4], 0),
  points,
  expected,
  anomalies: [],
});

describe('several sensors in one series', () => {
  it('takes the median of the sensors, their lowest and highest, and all their readings', () => {
    const all = combine([
      of([[0, 10, 5, 15, 2]], [[0, 10, 8, 12]]),
      of([[0, 30, 25, 35, 4]], [[0, 30, 20, 40]]),
      of(
        [
          [0, 20, 1, 99, 1],
          [60, 7, 7, 7, 1],
        ],
        [[0, 20, 15, 25]],
      ),
    ]);
    expect(all?.points).toEqual([
      [0, 20, 10, 30, 7],
      [60, 7, 7, 7, 1],
    ]);
    expect(all?.expected).toEqual([[0, 20, 15, 25]]);
    expect(all?.readings).toBe(8);
  });

  it('is the sensor itself where there is one, and nothing where there is none', () => {
    const single = of([[0, 1, 1, 1, 1]]);
    expect(combine([single])).toBe(single);
    expect(combine([])).toBeNull();
  });

  it('sorts buckets that arrive in another order', () => {
    const all = combine([of([[60, 1, 1, 1, 1]]), of([[0, 1, 1, 1, 1]])]);
    expect(all?.points.map((p) => p[0])).toEqual([0, 60]);
  });
});

describe('histories of different resolutions', () => {
  const fine: HistoryAnswer = {
    ...of(
      [
        [0, 10, 8, 12, 1],
        [1_800_000, 20, 15, 25, 3],
        [3_600_000, 5, 5, 5, 2],
      ],
      [
        [0, 10, 8, 12],
        [1_800_000, 14, 10, 18],
      ],
    ),
    resolution: '15m',
  };
  const coarse: HistoryAnswer = { ...of([[-3_600_000, 1, 1, 1, 9]]), resolution: '1h' };

  it('are all shown in the coarsest, means weighed by readings', () => {
    const [first, second, none] = inOneResolution([fine, coarse, null]);
    expect(first?.points).toEqual([
      [0, 17.5, 8, 25, 4],
      [3_600_000, 5, 5, 5, 2],
    ]);
    expect(first?.expected).toEqual([[0, 12, 9, 15]]);
    expect(first?.resolution).toBe('1h');
    expect(second).toBe(coarse);
    expect(none).toBeNull();
  });

  it('stay as they are where they agree', () => {
    expect(inOneResolution([fine, fine])[0]).toBe(fine);
  });
});

describe('figures', () => {
  it('weighs buckets by their readings', () => {
    expect(
      meanOf({
        points: [
          [0, 10, 0, 0, 1],
          [1, 20, 0, 0, 3],
        ],
      }),
    ).toBe(17.5);
    expect(meanOf({ points: [] })).toBeNull();
  });

  it('finds medians of odd and even numbers', () => {
    expect([medianOf([3, 1, 2]), medianOf([4, 1]), medianOf([])]).toEqual([2, 2.5, null]);
  });

  it('gives no share of zero and no change of the unknown', () => {
    expect(changeOf(20, 25)).toEqual({ change: -5, share: -0.2 });
    expect(changeOf(1, 0)).toEqual({ change: 1, share: null });
    expect(changeOf(null, 1)).toBeNull();
  });

  it('takes at most so many sensors, evenly, and all of exactly so many', () => {
    const many = Array.from({ length: 431 }, (_, i) => i);
    const some = spread(many, MAX_SENSORS);
    expect(new Set(some).size).toBe(MAX_SENSORS);
    expect(some.at(-1)).toBeGreaterThan(420);
    expect(spread(many.slice(0, MAX_SENSORS), MAX_SENSORS)).toEqual(many.slice(0, MAX_SENSORS));
  });
});
