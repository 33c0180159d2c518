import { DOMAINS } from '@citywatch/contracts';
import { backtestRange, questionOf, type BacktestSpan } from './backtest-range';

const ZONE = 'America/Chicago';
const NOW = Date.parse('2026-11-19T17:42:08-06:00');
const DAY = 86_400_000;
const rangeOf = (span: BacktestSpan, days: readonly [string, string]) =>
  backtestRange({ span, days, opened: null }, NOW, ZONE);

it('goes back from the last full minute', () => {
  const to = Date.parse('2026-11-19T17:42:00-06:00');
  expect(rangeOf('3d', ['', ''])).toEqual({ from: to - 3 * DAY, to });
});

it('takes days of the city, both included, in any order, also one in which the clock changes', () => {
  expect(rangeOf('days', ['2026-11-02', '2026-11-01'])).toEqual({
    from: Date.parse('2026-11-01T00:00:00-05:00'),
    to: Date.parse('2026-11-03T00:00:00-06:00'),
  });
});

it('ends at now, and refuses days that are none or have not begun', () => {
  expect(rangeOf('days', ['2026-11-19', '2026-11-25'])?.to).toBe(Date.parse('2026-11-19T17:42:00-06:00'));
  expect(rangeOf('days', ['2026-11-20', '2026-11-20'])).toBeNull();
  expect(rangeOf('days', ['2026-02-30', '2026-11-19'])).toBeNull();
  expect(rangeOf('days', ['', ''])).toBeNull();
});

describe('the question of a backtest that is opened', () => {
  const again = (from: string, to: string) => {
    const request = { from: Date.parse(from), to: Date.parse(to) };
    const question = questionOf(request, NOW, ZONE);
    expect(backtestRange(question, NOW, ZONE)).toEqual(request);
    return question;
  };

  it('is whole days of the city, also one in which the clock changes', () => {
    expect(again('2026-11-01T00:00:00-05:00', '2026-11-03T00:00:00-06:00')).toEqual({
      span: 'days',
      days: ['2026-11-01', '2026-11-02'],
      opened: null,
      domains: DOMAINS,
    });
  });

  it('is the last days where it was asked a moment ago, and its very period later', () => {
    expect(again('2026-11-16T17:42:00-06:00', '2026-11-19T17:42:00-06:00').span).toBe('3d');
    const older = again('2026-11-15T09:10:00-06:00', '2026-11-18T09:10:00-06:00');
    expect(older.span).toBe('same');
    expect(older.days).toEqual(['2026-11-15', '2026-11-18']);
  });

  it('is of the domains that were asked about', () => {
    const request = { from: NOW - DAY, to: NOW, domains: ['grid' as const] };
    expect(questionOf(request, NOW, ZONE).domains).toEqual(['grid']);
  });
});
