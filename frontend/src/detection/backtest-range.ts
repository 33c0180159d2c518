import { DOMAINS, type BacktestRequest, type Domain } from '@citywatch/contracts';
import { addDays, DAY, fromWall, zoneOffset } from '../charts/time-axis';
import { isDay } from '../history/query';

/** How much stored history a backtest reads: the last so many days, or days of one's own. */
export const BACKTEST_SPANS = ['1d', '3d', '7d', 'days'] as const;
/** 'same' is the very period of a backtest that was opened. */
export type BacktestSpan = (typeof BACKTEST_SPANS)[number] | 'same';

/** What a backtest is asked about; kept while one runs. */
export interface Question {
  readonly span: BacktestSpan;
  /** First and last day, as "2026-11-19" in the city's zone; used with 'days'. */
  readonly days: readonly [first: string, last: string];
  /** The period of the backtest that was opened, where no other choice gives it; used with 'same'. */
  readonly opened: BacktestRange | null;
  readonly domains: readonly Domain[];
}

export interface BacktestRange {
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;

/** The range of a backtest, ms; null where the days are none or not yet begun. */
export function backtestRange(
  { span, days, opened }: Pick<Question, 'span' | 'days' | 'opened'>,
  now: number,
  timeZone: string,
): BacktestRange | null {
  if (span === 'same') return opened;
  const to = Math.floor(now / MINUTE) * MINUTE;
  if (span !== 'days') return { from: to - parseInt(span, 10) * DAY, to };
  const [first, last] = days;
  if (!isDay(first) || !isDay(last)) return null;
  const [begin, end] = first <= last ? [first, last] : [last, first];
  const from = midnight(begin, timeZone);
  return from >= to ? null : { from, to: Math.min(to, addDays(midnight(end, timeZone), 1, timeZone)) };
}

const midnight = (day: string, timeZone: string): number => fromWall(Date.parse(`${day}T00:00:00Z`), timeZone);

/** So old a backtest was asked "up to now" a moment ago: its choice still means the same. */
const JUST_NOW = 2 * MINUTE;

/** The question that a backtest answers, as the form shows it: running it again reads the same period. */
export function questionOf(
  { from, to, domains }: Pick<BacktestRequest, 'from' | 'to' | 'domains'>,
  now: number,
  timeZone: string,
): Question {
  const days = [from, to - 1].map((time) => dayOf(time, timeZone)) as [string, string];
  const asked = { days, opened: null, domains: domains ?? DOMAINS };
  const same = (span: BacktestSpan, at: number) => {
    const range = backtestRange({ span, days, opened: null }, at, timeZone);
    return range?.from === from && range.to === to;
  };
  const span = BACKTEST_SPANS.find(
    (one) => same(one, one === 'days' ? now : to) && (one === 'days' || now - to < JUST_NOW),
  );
  if (span !== undefined) return { ...asked, span };
  return { ...asked, span: 'same', opened: { from, to } };
}

const dayOf = (time: number, timeZone: string): string =>
  new Date(time + zoneOffset(time, timeZone)).toISOString().slice(0, 10);
