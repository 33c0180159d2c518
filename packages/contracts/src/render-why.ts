import type { AnomalyWhy } from './anomaly.js';
import type { Catalogue, ChannelCode, Locale } from './words/catalogue.js';
import { en } from './words/en.js';
import { zh } from './words/zh.js';

const CATALOGUES: Readonly<Record<Locale, Catalogue>> = { en, zh };
const INTL: Readonly<Record<Locale, string>> = { en: 'en-US', zh: 'zh-CN' };
/** A channel below this says nothing worth reading: one in thirty. */
const HEARD = 1.5;
/** Beyond one in a million a tail is extrapolation, and the figure would only pretend. */
const MOST = 6;

/**
 * Says why an anomaly was raised, as one sentence without its full stop; '' where nothing is known.
 * Channels that this version has no words for are shown by their code. The answer is plain text.
 */
export function renderWhy(why: AnomalyWhy | null | undefined, locale: Locale): string {
  if (why === null || why === undefined) return '';
  const words = CATALOGUES[locale];
  const parts: string[] = [];
  const [first, next] = why.channels.filter(({ score }) => score >= HEARD);
  if (first !== undefined) {
    const template = first.channel === 'time-of-day' ? words.why.rarerForHour : words.why.rarer;
    parts.push(fill(template, { n: oneIn(first.score, locale) }));
  }
  if (why.rank !== null) {
    const { place, days } = why.rank;
    const template = place === 1 ? words.why.rankFirst : words.why.rank;
    parts.push(fill(template, { place: words.ordinals[place - 1] ?? ordinal(place, locale), days: String(days) }));
  }
  if (first !== undefined) {
    const named = { first: channelName(first.channel, locale), next: next && channelName(next.channel, locale) };
    parts.push(fill(named.next === undefined ? words.why.strongest : words.why.strongestNext, named));
  }
  if (why.neighbours !== null && why.neighbours.asked > 0) {
    const { agreeing, asked } = why.neighbours;
    parts.push(fill(words.why.neighbours, { agreeing: String(agreeing), asked: String(asked) }));
  }
  const text = parts.join(words.separator);
  return text === '' ? '' : text[0].toUpperCase() + text.slice(1);
}

/** A channel's name in words, or its code where it has none. */
export const channelName = (code: string, locale: Locale): string =>
  CATALOGUES[locale].channels[code as ChannelCode] ?? code;

/** 10^score with one digit, rounded down: the claim must stay true. */
function oneIn(score: number, locale: Locale): string {
  const value = 10 ** Math.min(score, MOST);
  const unit = 10 ** Math.floor(Math.log10(value));
  return new Intl.NumberFormat(INTL[locale]).format(Math.floor(value / unit) * unit);
}

const ordinal = (place: number, locale: Locale): string => (locale === 'en' ? `${place}th` : String(place));

const fill = (template: string, values: Readonly<Record<string, string | undefined>>): string =>
  template.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
