import { propertyName } from '@citywatch/contracts';
import { formatTimes, type TimeFormat } from './times';
import { applyScale, MILES_PER_KM, scaleOf, type Scale, type Units } from './measure';
import { localeOf, type Language } from '../i18n/language';

/** The words that figures need, from the catalogue. */
export type Translate = (
  key:
    | 'words.age.seconds'
    | 'words.age.minutesSeconds'
    | 'words.age.minutes'
    | 'words.age.hours'
    | 'words.age.hoursMinutes'
    | 'words.age.days'
    | 'words.age.wholeDays'
    | 'words.unit.vehicles'
    | 'words.unknown',
  values?: Readonly<Record<string, string | number>>,
) => string;

export interface FormatOptions {
  readonly language: Language;
  /** IANA zone of the city. */
  readonly timeZone: string;
  readonly units: Units;
  readonly t: Translate;
}

/** A figure with its unit apart, so that the unit can be smaller; `text` is both. */
export interface Measure {
  readonly value: string;
  readonly unit: string;
  readonly text: string;
}

export interface Format extends TimeFormat {
  readonly options: FormatOptions;
  /** A count, exact: 1,204. */
  count(value: number): string;
  /** A number with at most 4 significant figures and a true minus; "–" where unknown. */
  number(value: number | null, decimals?: number): string;
  percent(fraction: number | null, decimals?: number): string;
  /** A result of a property in the city's units. `magnitude` (stored unit) picks the scale; by default the value itself. */
  measure(value: number | null, property: string, magnitude?: number): Measure;
  /** "17–25 mph", both ends on one scale. */
  range(low: number | null, high: number | null, property: string, magnitude?: number): Measure;
  scale(property: string, magnitude?: number): Scale;
  /** A property's name, as sentences about it say it. */
  property(id: string): string;
  /** Metres as "0.4 mi" or "640 m". */
  distance(metres: number): string;
  /** "8 s", "3 min 16 s" below 10 min, "26 min", "1 h 12 min", "2 d 3 h", "31 d" from ten days on. */
  duration(ms: number): string;
  /** Like duration, but from one day on the day itself. */
  age(time: number, now: number): string;
}

/** All figures, times and units of one language and city. Pure: make it once, use it everywhere. */
export function createFormat(options: FormatOptions): Format {
  const { language, units, t } = options;
  const locale = localeOf(language);
  const times = formatTimes(locale, options.timeZone);
  const number = numberFormat(locale, t('words.unknown'));
  const scaleFor = (property: string, magnitude: number) =>
    scaleOf(property, units, magnitude, { vehicles: t('words.unit.vehicles') });
  const shown = (value: number | null, scale: Scale) =>
    number(value === null ? null : applyScale(scale, value), scale.decimals);
  const duration = durationFormat(t);

  return {
    ...times,
    options,
    property: (id) => propertyName(id, language),
    count: (value) => number(value, 0),
    number,
    percent: (fraction, decimals = 0) =>
      fraction === null ? t('words.unknown') : `${number(fraction * 100, decimals)}%`,
    measure: (value, property, magnitude = value ?? 0) => {
      const scale = scaleFor(property, magnitude);
      return measured(shown(value, scale), scale.unit);
    },
    range: (low, high, property, magnitude = Math.max(Math.abs(low ?? 0), Math.abs(high ?? 0))) => {
      const scale = scaleFor(property, magnitude);
      const [from, to] = [shown(low, scale), shown(high, scale)];
      return measured(from === to ? from : `${from}–${to}`, scale.unit);
    },
    scale: (property, magnitude = 0) => scaleFor(property, magnitude),
    distance: (metres) => distance(metres, units, number),
    duration,
    age: (time, now) => (now - time < DAY ? duration(now - time) : times.day(time)),
  };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const measured = (value: string, unit: string): Measure => ({
  value,
  unit,
  // Percent and degree signs stand against the figure, as both languages write them.
  text: unit === '' ? value : unit === '%' || unit === '°' ? `${value}${unit}` : `${value} ${unit}`,
});

function numberFormat(locale: string, unknown: string): (value: number | null, decimals?: number) => string {
  const formats = new Map<number, Intl.NumberFormat>();
  const of = (decimals: number) => {
    const known = formats.get(decimals);
    if (known) return known;
    const made =
      decimals < 0
        ? new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 })
        : new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    formats.set(decimals, made);
    return made;
  };
  return (value, decimals = -1) => {
    if (value === null || !Number.isFinite(value)) return unknown;
    const text = of(decimals).format(value);
    // "-0" is a rounding of nothing; the sign would claim a direction.
    return /^-[0.,]*$/.test(text) ? text.slice(1) : text.replace('-', '−');
  };
}

function distance(metres: number, units: Units, number: (value: number, decimals: number) => string): string {
  if (units === 'si') return metres < 1_000 ? `${number(tens(metres), 0)} m` : `${number(metres / 1_000, 1)} km`;
  const miles = (metres / 1_000) * MILES_PER_KM;
  return miles < 0.1 ? `${number(tens(metres * 3.28084), 0)} ft` : `${number(miles, miles < 100 ? 1 : 0)} mi`;
}
const tens = (value: number): number => (value < 100 ? Math.round(value) : Math.round(value / 10) * 10);

function durationFormat(t: Translate): (ms: number) => string {
  return (ms) => {
    const whole = Math.max(0, ms);
    const s = Math.floor(whole / 1_000);
    const min = Math.floor(whole / MINUTE);
    const h = Math.floor(whole / HOUR);
    if (whole < MINUTE) return t('words.age.seconds', { s });
    if (whole < 10 * MINUTE && s % 60 > 0) return t('words.age.minutesSeconds', { min, s: s % 60 });
    if (whole < HOUR) return t('words.age.minutes', { min });
    if (whole < DAY && min % 60 === 0) return t('words.age.hours', { h });
    if (whole < DAY) return t('words.age.hoursMinutes', { h, min: min % 60 });
    const d = Math.floor(whole / DAY);
    return d >= 10 || h % 24 === 0 ? t('words.age.wholeDays', { d }) : t('words.age.days', { d, h: h % 24 });
  };
}
