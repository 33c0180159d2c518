import type { Anomaly, HistoryAnswer } from '@citywatch/contracts';
import { findGaps, findStretches, loneBands, lonePoints, plottedValues, toRows } from './series';

const H = 3_600_000;
const start = Date.parse('2026-11-19T06:00:00Z');

function history(over: Partial<HistoryAnswer> = {}, hours = [0, 1, 2, 3, 4, 5]): HistoryAnswer {
  return {
    datastream: 1,
    thing: 't1',
    property: 'speed',
    unit: 'km/h',
    from: start,
    to: start + 6 * H,
    resolution: '1h',
    readings: 720,
    points: hours.map((h) => [start + h * H, 40 + h, 30 + h, 50 + h, 120] as const),
    expected: hours.map((h) => [start + h * H, 42, 35, 49] as const),
    anomalies: [],
    ...over,
  };
}

function anomaly(from: number, to: number | null, over: Partial<Anomaly> = {}): Anomaly {
  return {
    id: `a${from}`,
    datastream: 1,
    thing: 't1',
    property: 'speed',
    domain: 'traffic',
    detector: 'seasonal',
    detectorVersion: 'seasonal-1',
    start: start + from * H,
    end: to === null ? null : start + to * H,
    severity: 'major',
    score: 6,
    observed: 10,
    expected: 42,
    low: 35,
    high: 49,
    reason: { code: 'below', params: {} },
    ...over,
  };
}

describe('gaps', () => {
  it('has none where each bucket has readings', () => {
    expect(findGaps(history())).toEqual([]);
  });

  it('makes one empty hour of a busy sensor a gap of one hour', () => {
    expect(findGaps(history({}, [0, 1, 3, 4, 5]))).toEqual([{ start: start + 2 * H, end: start + 3 * H }]);
  });

  it('sees silence before the first reading and after the last', () => {
    expect(findGaps(history({}, [2, 3]))).toEqual([
      { start, end: start + 2 * H },
      { start: start + 4 * H, end: start + 6 * H },
    ]);
  });

  it('does not take the jitter of a slow sensor for gaps', () => {
    const points = [0, 1, 2, 4, 5, 6, 8].map((m) => [start + m * 60_000, 5, 5, 5, 1] as const);
    const slow = history({ resolution: '1m', to: start + 9 * 60_000, points });
    expect(findGaps(slow)).toEqual([]);
  });

  it('takes four missed intervals of raw readings for one', () => {
    const points = [0, 30, 60, 90, 240, 270].map((s) => [start + s * 1000, 5, 5, 5, 1] as const);
    const raw = history({ resolution: 'raw', to: start + 300_000, points });
    expect(findGaps(raw)).toEqual([{ start: start + 120_000, end: start + 240_000 }]);
  });

  /** Raw readings at these spacings, seconds. */
  function paced(spacings: readonly number[]): HistoryAnswer {
    let time = start;
    const points = [0, ...spacings].map((s) => [(time += s * 1000), 5, 5, 5, 1] as const);
    return history({ resolution: 'raw', to: time, points });
  }
  const times = (n: number, spacing: number) => Array.from({ length: n }, () => spacing);

  it('has none where a coarse past becomes a live present', () => {
    expect(findGaps(paced([...times(12, 300), 40, ...times(90, 10), ...times(60, 3)]))).toEqual([]);
  });

  it('has none where a sensor sends more often while it alarms', () => {
    expect(findGaps(paced([...times(30, 10), ...times(100, 3), ...times(20, 10), ...times(100, 3)]))).toEqual([]);
  });

  it('has none where the interval varies', () => {
    expect(findGaps(paced(Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 10 : 3))))).toEqual([]);
  });

  it('still sees a silence in the finer part of two paces', () => {
    const spacings = [...times(12, 300), ...times(30, 10), 90, ...times(30, 10)];
    const at = start + (12 * 300 + 300) * 1000;
    expect(findGaps(paced(spacings))).toEqual([{ start: at + 10_000, end: at + 90_000 }]);
  });

  it('judges buckets by the pace around too', () => {
    const coarse = [0, 5, 10, 15, 20, 25, 30, 35, 40].map((m) => [start + m * 60_000, 5, 5, 5, 1] as const);
    const fine = times(30, 1).map((_, i) => [start + (41 + i + (i < 20 ? 0 : 2)) * 60_000, 5, 5, 5, 6] as const);
    const both = history({ resolution: '1m', to: start + 73 * 60_000, points: [...coarse, ...fine] });
    expect(findGaps(both)).toEqual([{ start: start + 61 * 60_000, end: start + 63 * 60_000 }]);
  });

  it('is all gap without any reading', () => {
    expect(findGaps(history({ points: [] }))).toEqual([{ start, end: start + 6 * H }]);
  });
});

describe('rows', () => {
  it('puts a row of nulls where a gap begins, so that the line stops', () => {
    const rows = toRows(history({}, [0, 1, 3, 4, 5]), undefined, (v) => v);
    expect(rows[2]).toMatchObject({ time: start + 2 * H, mean: null, band: null });
    expect(rows).toHaveLength(6);
  });

  it('converts every figure and keeps low below high', () => {
    const rows = toRows(history(), undefined, (v) => -v);
    expect(rows[0]).toMatchObject({ mean: -40, minmax: [-50, -30], band: [-49, -35], expected: -42 });
  });

  it('lays the earlier period over this one, also inside a gap', () => {
    const week = 7 * 24 * H;
    const before = history({ from: start - week, to: start - week + 6 * H });
    const compare = { ...before, points: before.points.map(([t, ...r]) => [t - week, ...r] as const) };
    const rows = toRows(history({}, [0, 1, 3, 4, 5]), compare as HistoryAnswer, (v) => v);
    expect(rows.find((r) => r.time === start + 2 * H)).toMatchObject({ mean: null, compare: 42 });
    expect(rows.map((r) => r.compare)).toEqual([40, 41, 42, 43, 44, 45]);
  });

  it('compares raw readings with the nearest one, and never breaks the line for it', () => {
    const raw = (from: number, offset: number): HistoryAnswer => ({
      ...history({ resolution: 'raw', from, to: from + 150_000 }),
      points: [0, 30, 60, 90, 120].map((s) => [from + s * 1000 + offset, s, s, s, 1] as const),
    });
    const rows = toRows(raw(start, 0), raw(start - 24 * H, 7_000), (v) => v);
    expect(rows.map((r) => r.mean)).toEqual([0, 30, 60, 90, 120]);
    expect(rows.map((r) => r.compare)).toEqual([0, 30, 60, 90, 120]);
  });

  it('knows the readings that stand alone between silences', () => {
    const rows = toRows(history({}, [0, 1, 2, 3, 5]), undefined, (v) => v);
    expect([...lonePoints(rows)]).toEqual([start + 5 * H]);
  });

  it('gives the y axis the whole band and the whole range of readings', () => {
    const values = [...plottedValues(toRows(history(), undefined, (v) => v))];
    expect(Math.min(...values)).toBe(30);
    expect(Math.max(...values)).toBe(55);
  });
});

describe('abnormal stretches', () => {
  it('joins neighbouring rows, takes the worst severity, and marks the farthest from expected', () => {
    const rows = toRows(
      history({ anomalies: [anomaly(3, 5), anomaly(4, null, { severity: 'critical' })] }),
      undefined,
      (v) => v,
    );
    const [stretch, ...rest] = findStretches(rows);
    expect(rest).toEqual([]);
    expect(stretch).toMatchObject({ severity: 'critical', rows: [3, 4, 5], mark: 5 });
  });

  it('lists the worst first', () => {
    const rows = toRows(
      history({ anomalies: [anomaly(0, 1, { severity: 'minor' }), anomaly(4, 5)] }),
      undefined,
      (v) => v,
    );
    expect(findStretches(rows).map((s) => s.severity)).toEqual(['major', 'minor']);
  });

  it('does not colour a silence', () => {
    const rows = toRows(history({ anomalies: [anomaly(0, 6, { detector: 'gap' })] }), undefined, (v) => v);
    expect(findStretches(rows)).toEqual([]);
  });
});

it('tells a band that one reading alone has', () => {
  const alone = (at: readonly number[]) =>
    loneBands(
      toRows(history({ expected: at.map((h) => [start + h * H, 42, 35, 49] as const) }), undefined, (value) => value),
    );
  expect(alone([2]).map(({ time, band }) => [time, band])).toEqual([[start + 2 * H, [35, 49]]]);
  expect(alone([2, 3])).toEqual([]);
});

it('marks an abnormal stretch where it is farthest from what was expected, also where only one reading has that', () => {
  const rows = toRows(
    history({ expected: [[start + 2 * H, 30, 28, 32]], anomalies: [anomaly(1, 5)] }),
    undefined,
    (value) => value,
  );
  expect(rows[findStretches(rows)[0].mark].time).toBe(start + 2 * H);
});
