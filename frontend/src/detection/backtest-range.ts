import { addDays, DAY, fromWall } from '../charts/time-axis';
import { isDay } from '../history/query';

/** How much stored history a backtest reads: the last so many days, or days of one's own. */
export const BACKTEST_SPANS = ['1d', '3d', '7d', 'days'] as const;
export type BacktestSpan = (typeof BACKTEST_SPANS)[number];

export interface BacktestRange {
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;

/**
 * The range of a backtest, ms; null where the days are none or not yet begun.
 * @param days first and last day, as "2026-11-19" in the city's zone; used with 'days'
 */
export function backtestRange(
  span: BacktestSpan,
  days: readonly [first: string, last: string],
  now: number,
  timeZone: string,
): BacktestRange | null {
  const to = Math.floor(now / MINUTE) * MINUTE;
  if (span !== 'days') return { from: to - parseInt(span, 10) * DAY, to };
  const [first, last] = days;
  if (!isDay(first) || !isDay(last)) return null;
  const [begin, end] = first <= last ? [first, last] : [last, first];
  const from = midnight(begin, timeZone);
  return from >= to ? null : { from, to: Math.min(to, addDays(midnight(end, timeZone), 1, timeZone)) };
}

const midnight = (day: string, timeZone: string): number => fromWall(Date.parse(`${day}T00:00:00Z`), timeZone);
