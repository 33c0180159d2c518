import { observedProperty } from './observed-property.js';
import type { Reason } from './reason.js';
import {
  REASON_CODES,
  SYSTEM_NOTES,
  type Catalogue,
  type Locale,
  type ReasonCode,
  type UnitSystem,
} from './words/catalogue.js';
import type { SystemNote } from './words/catalogue.js';
import { en } from './words/en.js';
import { zh } from './words/zh.js';

const CATALOGUES: Readonly<Record<Locale, Catalogue>> = { en, zh };
const INTL: Readonly<Record<Locale, string>> = { en: 'en-US', zh: 'zh-CN' };

/** Made once: a formatter costs a hundred times what it formats. */
const formatOf = (locale: Locale): Intl.NumberFormat =>
  new Intl.NumberFormat(INTL[locale], { maximumSignificantDigits: 4, maximumFractionDigits: 2 });
const FORMATS: Readonly<Record<Locale, Intl.NumberFormat>> = { en: formatOf('en'), zh: formatOf('zh') };

/** A unit as people read it, and how to get there from the UCUM unit of the contract. */
interface ShownUnit {
  readonly text: string;
  readonly convert: (value: number) => number;
}
const same = (value: number) => value;
const SHOWN: Readonly<Record<string, { readonly si: ShownUnit; readonly us?: ShownUnit }>> = {
  'km/h': { si: { text: 'km/h', convert: same }, us: { text: 'mph', convert: (v) => v / 1.609344 } },
  '{vehicle}/h': { si: { text: 'veh/h', convert: same } },
  'ug/m3': { si: { text: 'µg/m³', convert: same } },
  Cel: { si: { text: '°C', convert: same }, us: { text: '°F', convert: (v) => v * 1.8 + 32 } },
  deg: { si: { text: '°', convert: same } },
};

/** From here on the next larger unit is easier to read: medium voltage in kV, a whole area's power in MW. */
const THOUSANDS: Readonly<Record<string, { readonly from: number; readonly text: string }>> = {
  V: { from: 1_000, text: 'kV' },
  kW: { from: 1_000, text: 'MW' },
};

/** The property's name in words, or its id where it has none. */
export const propertyName = (id: string, locale: Locale): string => CATALOGUES[locale].properties[id] ?? id;

/**
 * Says a reason (of an anomaly or an incident) or an incident's title in words.
 * Figures are at most 4 significant digits with their unit; a code this version does not know is shown as it is.
 * The answer is plain text: it may hold names that people or devices chose, so never insert it as markup.
 */
export function renderReason(reason: Reason, locale: Locale, units: UnitSystem = 'si'): string {
  if (!(REASON_CODES as readonly string[]).includes(reason.code)) return reason.code;
  const words = CATALOGUES[locale];
  const say = (template: string, params: Reason['params']) => fill(template, params, locale, units);
  const sentences = [say(words.reasons[reason.code as ReasonCode], reason.params)];
  if (reason.code.startsWith('joined-')) {
    if ('worstProperty' in reason.params) sentences.push(say(words.parts.worst, prefixed(reason.params, 'worst')));
    if ('followProperty' in reason.params) {
      const follow = prefixed(reason.params, 'follow');
      sentences.push(say(Number(follow.later) >= 60 ? words.parts.followed : words.parts.together, follow));
    }
    // What was looked at and is as usual tells as much: the feeder beside a jam, the road beside bad air.
    for (const part of ['calmFeeder', 'calmRoad'] as const)
      if (part in reason.params) sentences.push(say(words.parts[part], prefixed(reason.params, 'calm')));
  }
  return sentences.join(words.separator);
}

/** Says a note of an incident's history: the system's own codes in words, what a person wrote as it stands. */
export function renderNote(note: string, locale: Locale): string {
  const match = /^@([a-z-]+)(?::(\d+))?$/.exec(note);
  if (match === null || !(SYSTEM_NOTES as readonly string[]).includes(match[1])) return note;
  return CATALOGUES[locale].notes[match[1] as SystemNote].replace('{number}', match[2] ?? '?');
}

/** The stored form of a system note. */
export const systemNote = (code: SystemNote, number?: number): string =>
  number === undefined ? `@${code}` : `@${code}:${number}`;

/** `worstProperty`, `worstObserved` … as `property`, `observed` …: the part's own parameters. */
function prefixed(params: Reason['params'], prefix: string): Record<string, string | number> {
  const out: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(params))
    if (key.startsWith(prefix) && key.length > prefix.length)
      out[key[prefix.length].toLowerCase() + key.slice(prefix.length + 1)] = value;
  return out;
}

function fill(template: string, params: Reason['params'], locale: Locale, units: UnitSystem): string {
  const words = CATALOGUES[locale];
  const property = typeof params.property === 'string' ? params.property : '';
  const text = template.replace(/\{(\w+)\}/g, (_, key: string) => {
    if (key === 'band') return band(params, property, locale, units);
    if (key === 'things') return things(params, words, locale);
    const value = params[key === 'inner' ? 'property' : key];
    if (value === undefined) return '';
    if (key === 'property') return propertyName(String(value), locale);
    if (key === 'inner') return withinSentence(propertyName(property, locale));
    if (key === 'direction') return words.directions[value as 'N' | 'E' | 'S' | 'W'] ?? String(value);
    if (typeof value === 'string') return value;
    if (key === 'observed' || key === 'expected') return said(value, unitOf(params, property, units), property, locale);
    if (key === 'difference') return difference(value, property, locale, units);
    if (key === 'seconds' || key === 'interval' || key === 'later') return duration(value, words, locale);
    if (key === 'metres') return distance(value, locale, units);
    return figure(value, locale);
  });
  return text.replace(/ {2,}/g, ' ').replace(BETWEEN_HAN, '').trim();
}

/** A space that a template has for foreign names and figures ("PM2.5 上升") is none between two Chinese words ("车速上升"). */
const BETWEEN_HAN = /(?<=\p{Script=Han}) (?=\p{Script=Han})/gu;

/** "Active power" inside a sentence is "active power"; "PM2.5" stays. */
const withinSentence = (name: string): string =>
  /^[A-Z][a-z]/.test(name) ? name[0].toLowerCase() + name.slice(1) : name;

/** At most 4 significant digits; a true minus sign. */
const figure = (value: number, locale: Locale): string => FORMATS[locale].format(value).replace('-', '\u2212');

function shownUnit(property: string, units: UnitSystem, largest: number): ShownUnit {
  const unit = observedProperty(property)?.unit ?? '';
  const thousands = THOUSANDS[unit];
  if (thousands !== undefined && Math.abs(largest) >= thousands.from)
    return { text: thousands.text, convert: (v) => v / 1_000 };
  const shown = SHOWN[unit];
  if (shown === undefined) return { text: unit, convert: same };
  return (units === 'us' ? shown.us : undefined) ?? shown.si;
}

/** Readings are shown as coarsely as the eye needs: whole numbers from 20 on, one digit below, more for frequency and a few MW. */
function rounded(value: number, property: string, unit: string): number {
  const fine = property === 'frequency' || (unit === 'MW' && Math.abs(value) < 10);
  const digits = fine ? 2 : Math.abs(value) >= 20 ? 0 : 1;
  return Number(value.toFixed(digits));
}

/** One unit for all readings of a sentence, by the largest. */
function unitOf(params: Reason['params'], property: string, units: UnitSystem): ShownUnit {
  const { observed, expected, low, high } = params;
  const sizes = [observed, expected, low, high].map((value) => (typeof value === 'number' ? Math.abs(value) : 0));
  return shownUnit(property, units, Math.max(...sizes));
}

/** Of two readings: 5 °C apart are 9 °F, not 41 °F. */
function difference(value: number, property: string, locale: Locale, units: UnitSystem): string {
  const unit = shownUnit(property, units, value);
  return said(value, { ...unit, convert: (v) => unit.convert(v) - unit.convert(0) }, property, locale);
}

function said(value: number, unit: ShownUnit, property: string, locale: Locale): string {
  const number = figure(rounded(unit.convert(value), property, unit.text), locale);
  const text = unit.text === 'veh/h' ? CATALOGUES[locale].units['veh/h'] : unit.text;
  return text === '%' || text === '°' || text === '' ? `${number}${text}` : `${number} ${text}`;
}

function band(params: Reason['params'], property: string, locale: Locale, units: UnitSystem): string {
  const { low, high, expected } = params;
  const unit = unitOf(params, property, units);
  if (typeof low !== 'number' || typeof high !== 'number')
    return typeof expected === 'number' ? said(expected, unit, property, locale) : '–';
  const from = figure(rounded(unit.convert(low), property, unit.text), locale);
  const to = said(high, unit, property, locale);
  return low < 0 ? `${from} – ${to}` : `${from}–${to}`;
}

function things(params: Reason['params'], words: Catalogue, locale: Locale): string {
  const count = Number(params.count ?? 0);
  const kind = String(params.domain ?? 'any') as keyof Catalogue['things'];
  const [one, many] = words.things[kind] ?? words.things.any;
  return (count === 1 ? one : many).replace('{n}', figure(count, locale));
}

function duration(seconds: number, words: Catalogue, locale: Locale): string {
  const of = (unit: 's' | 'min' | 'h', n: number) => words.duration[unit].replace('{n}', figure(Math.round(n), locale));
  if (seconds < 90) return of('s', Math.max(1, seconds));
  if (seconds < 5_400) return of('min', seconds / 60);
  return of('h', seconds / 3_600);
}

function distance(metres: number, locale: Locale, units: UnitSystem): string {
  if (units === 'us') {
    const miles = metres / 1_609.344;
    return miles < 0.1
      ? `${figure(Math.round(metres / 0.3048 / 10) * 10, locale)} ft`
      : `${figure(Number(miles.toFixed(1)), locale)} mi`;
  }
  return metres < 1_000
    ? `${figure(Math.max(10, Math.round(metres / 10) * 10), locale)} m`
    : `${figure(Number((metres / 1_000).toFixed(1)), locale)} km`;
}
