import {
  HISTORY_RESOLUTIONS,
  type HistoryAnswer,
  type HistoryResolution,
  MAX_POINTS,
  OBSERVED_PROPERTIES,
} from '@citywatch/contracts';
import { DAY, addDays, fromWall } from '../charts/time-axis';

/** What the History page asks; the address holds all of it. */
export interface HistoryQuery {
  readonly property: string;
  readonly scope: Scope;
  readonly period: Period;
  readonly resolution: HistoryResolution;
  readonly against: Against;
}

/** Whose readings: one Thing; all Things of a road, feeder or operator; all with these words in their name (a neighbourhood); the whole city. */
export type Scope = { readonly kind: 'all' } | { readonly kind: Exclude<ScopeKind, 'all'>; readonly id: string };
export const SCOPE_KINDS = ['thing', 'named', 'road', 'feeder', 'operator', 'all'] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** The last so long, or days of the city's calendar, both included ("2026-11-05"). */
export type Period =
  | { readonly kind: 'last'; readonly span: LastSpan }
  | { readonly kind: 'days'; readonly from: string; readonly to: string };
export const LAST_SPANS = ['1h', '6h', '24h', '7d', '14d', '30d', '90d'] as const;
export type LastSpan = (typeof LAST_SPANS)[number];
export const SPAN_MS: Readonly<Record<LastSpan, number>> = {
  '1h': DAY / 24,
  '6h': DAY / 4,
  '24h': DAY,
  '7d': 7 * DAY,
  '14d': 14 * DAY,
  '30d': 30 * DAY,
  '90d': 90 * DAY,
};

/** The period just before of the same length, the same days a week earlier, or nothing. */
export const AGAINST = ['before', 'week', 'none'] as const;
export type Against = (typeof AGAINST)[number];

export const DEFAULT_QUERY: HistoryQuery = {
  property: 'speed',
  scope: { kind: 'all' },
  period: { kind: 'last', span: '24h' },
  resolution: 'auto',
  against: 'before',
};

const one = <T extends string>(choices: readonly T[], text: string | null, otherwise: T): T =>
  choices.find((choice) => choice === text) ?? otherwise;

/** Reads a query from an address; whatever is missing or makes no sense is as in DEFAULT_QUERY. */
export function parseQuery(search: string): HistoryQuery {
  const params = new URLSearchParams(search);
  const properties = OBSERVED_PROPERTIES.map((p) => p.id);
  return {
    property: one(properties, params.get('property'), DEFAULT_QUERY.property),
    scope: parseScope(params.get('of')),
    period: parsePeriod(params.get('period')),
    resolution: one(HISTORY_RESOLUTIONS, params.get('by'), DEFAULT_QUERY.resolution),
    against: one(AGAINST, params.get('against'), DEFAULT_QUERY.against),
  };
}

/** The entries of the address for a query; null where it is the default. For `withParams` and `useUrlChange`. */
export function queryParams(
  query: HistoryQuery,
): Record<'property' | 'of' | 'period' | 'by' | 'against', string | null> {
  const { scope, period } = query;
  const unlessDefault = (text: string, usual: string) => (text === usual ? null : text);
  return {
    property: unlessDefault(query.property, DEFAULT_QUERY.property),
    of: scope.kind === 'all' ? null : `${scope.kind}:${scope.id}`,
    period: period.kind === 'days' ? `${period.from}/${period.to}` : unlessDefault(period.span, '24h'),
    by: unlessDefault(query.resolution, DEFAULT_QUERY.resolution),
    against: unlessDefault(query.against, DEFAULT_QUERY.against),
  };
}

function parseScope(text: string | null): Scope {
  const colon = text?.indexOf(':') ?? -1;
  if (text === null || colon < 0) return { kind: 'all' };
  const kind = one(SCOPE_KINDS, text.slice(0, colon), 'all');
  const id = text.slice(colon + 1);
  return kind === 'all' || id === '' ? { kind: 'all' } : { kind, id };
}

function parsePeriod(text: string | null): Period {
  const [from, to, ...rest] = text?.split('/') ?? [];
  if (rest.length === 0 && to !== undefined && isDay(from) && isDay(to))
    return from <= to ? { kind: 'days', from, to } : { kind: 'days', from: to, to: from };
  return { kind: 'last', span: one(LAST_SPANS, text, '24h') };
}

/** A day that exists: "2026-11-05"; not "2026-02-30". */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}

/** Half-open [from, to) in ms. Days are the city's. A period up to now ends on a full minute, so that the same question is the same request. */
export function resolvePeriod(period: Period, now: number, timeZone: string): { from: number; to: number } {
  if (period.kind === 'last') {
    const to = Math.floor(now / 60_000) * 60_000;
    return { from: to - SPAN_MS[period.span], to };
  }
  const midnight = (day: string) => fromWall(Date.parse(`${day}T00:00:00Z`), timeZone);
  return { from: midnight(period.from), to: addDays(midnight(period.to), 1, timeZone) };
}

/** How far back the compared period lies, ms; null where nothing is compared. A week is seven days of the wall clock. */
export function compareShift(against: Against, from: number, to: number, timeZone: string): number | null {
  if (against === 'none') return null;
  return against === 'before' ? to - from : from - addDays(from, -7, timeZone);
}

const STEPS: readonly [Exclude<HistoryResolution, 'auto' | 'raw'>, number][] = [
  ['1m', 60_000],
  ['5m', 300_000],
  ['15m', 900_000],
  ['1h', DAY / 24],
  ['6h', DAY / 4],
  ['1d', DAY],
];
/** Points that a chart shows well; several sensors get fewer, as each of them is loaded. */
const GOOD_POINTS = { one: 750, many: 350 } as const;

/** The resolution that 'auto' means for a period: the finest with a good number of points, the same for every sensor and both periods. */
export function chooseResolution(
  asked: HistoryResolution,
  from: number,
  to: number,
  several: boolean,
): HistoryAnswer['resolution'] {
  if (asked !== 'auto' && fits(asked, from, to)) return asked;
  const most = several ? GOOD_POINTS.many : GOOD_POINTS.one;
  return (STEPS.find(([, ms]) => (to - from) / ms <= most) ?? STEPS[STEPS.length - 1])[0];
}

/** Raw readings for at most so long: sensors report about every 30 s, and no series has more than MAX_POINTS. */
export const RAW_LONGEST = DAY / 4;

/** Whether a resolution keeps a period within MAX_POINTS. */
export function fits(resolution: HistoryResolution, from: number, to: number): boolean {
  if (resolution === 'auto') return true;
  if (resolution === 'raw') return to - from <= RAW_LONGEST;
  const step = STEPS.find(([name]) => name === resolution)?.[1] ?? DAY;
  return (to - from) / step <= MAX_POINTS;
}
