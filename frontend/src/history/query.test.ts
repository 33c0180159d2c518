import { DAY } from '../charts/time-axis';
import {
  chooseResolution,
  compareShift,
  DEFAULT_QUERY,
  fits,
  type HistoryQuery,
  isDay,
  parseQuery,
  queryParams,
  RAW_LONGEST,
  resolvePeriod,
} from './query';

const chicago = 'America/Chicago';
const search = (query: HistoryQuery) =>
  `?${new URLSearchParams(Object.entries(queryParams(query)).filter((e): e is [string, string] => e[1] !== null))}`;

describe('query in the address', () => {
  it('comes back as it was', () => {
    const queries: HistoryQuery[] = [
      DEFAULT_QUERY,
      { ...DEFAULT_QUERY, property: 'pm25', scope: { kind: 'operator', id: 'park:air' }, against: 'none' },
      {
        property: 'voltage',
        scope: { kind: 'feeder', id: 'F7' },
        period: { kind: 'days', from: '2026-11-05', to: '2026-11-19' },
        resolution: '1h',
        against: 'week',
      },
    ];
    for (const query of queries) expect(parseQuery(search(query))).toEqual(query);
  });

  it('says nothing where all is usual', () => {
    expect(search(DEFAULT_QUERY)).toBe('?');
  });

  it('survives nonsense', () => {
    expect(parseQuery('?property=<b>&of=planet:9&period=2026-02-30/x&by=2h&against=you')).toEqual(DEFAULT_QUERY);
    expect(parseQuery('?of=thing:')).toEqual(DEFAULT_QUERY);
  });

  it('turns days round that come in the wrong order', () => {
    expect(parseQuery('?period=2026-11-19/2026-11-05').period).toEqual({
      kind: 'days',
      from: '2026-11-05',
      to: '2026-11-19',
    });
  });

  it('knows which days exist', () => {
    expect(['2024-02-29', '2026-02-29', '2026-13-01', '2026-1-1'].map(isDay)).toEqual([true, false, false, false]);
  });
});

describe('period', () => {
  it('takes both days whole, also where one has 25 hours', () => {
    const { from, to } = resolvePeriod({ kind: 'days', from: '2026-11-01', to: '2026-11-01' }, 0, chicago);
    expect(new Date(from).toISOString()).toBe('2026-11-01T05:00:00.000Z');
    expect(to - from).toBe(25 * 3_600_000);
  });

  it('ends the last hours on a full minute', () => {
    const now = Date.parse('2026-11-19T12:34:56.789Z');
    expect(resolvePeriod({ kind: 'last', span: '6h' }, now, chicago)).toEqual({
      from: Date.parse('2026-11-19T06:34:00Z'),
      to: Date.parse('2026-11-19T12:34:00Z'),
    });
  });

  it('goes a week back by the wall clock', () => {
    const from = Date.parse('2026-11-03T06:00:00Z'); // midnight, two days after summer time ended
    expect(compareShift('week', from, from + DAY, chicago)).toBe(7 * DAY + 3_600_000);
    expect(compareShift('before', from, from + DAY, chicago)).toBe(DAY);
    expect(compareShift('none', from, from + DAY, chicago)).toBeNull();
  });
});

describe('resolution', () => {
  it('is the finest that a chart shows well', () => {
    const auto = (span: number, several = false) => chooseResolution('auto', 0, span, several);
    expect([DAY / 24, DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 3_000 * DAY].map((s) => auto(s))).toEqual([
      '1m',
      '5m',
      '15m',
      '1h',
      '1h',
      '6h',
      '1d',
    ]);
    expect(auto(7 * DAY, true)).toBe('1h');
  });

  it('is what was asked as long as it keeps to 1,000 points', () => {
    expect(chooseResolution('1m', 0, 1_000 * 60_000, false)).toBe('1m');
    expect(chooseResolution('1m', 0, 1_001 * 60_000, false)).toBe('5m');
    expect(fits('raw', 0, RAW_LONGEST)).toBe(true);
    expect(fits('raw', 0, RAW_LONGEST + 1)).toBe(false);
  });
});
