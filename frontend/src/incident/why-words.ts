import { channelName, renderReason, type Anomaly, type Locale, type UnitSystem } from '@citywatch/contracts';
import type { Rarity } from './rarity';

/** The words of a sentence about an anomaly; a subset of the page's translation. */
export type WhyWords = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** Places that are said: "the 37th largest" tells nobody anything. */
const MOST_PLACE = 20;
const NAMED_PLACES = ['first', 'second', 'third'] as const;

export interface WhySentence {
  readonly anomaly: Pick<Anomaly, 'reason' | 'why'>;
  readonly rarity: Rarity | null;
  readonly language: Locale;
  readonly units: UnitSystem;
  readonly t: WhyWords;
  readonly count: (value: number) => string;
}

/** What was seen against what was expected, how rare that is, its rank within weeks, and what the neighbours say: one sentence. */
export function whySentence({ anomaly, rarity, language, units, t, count }: WhySentence): string {
  const what = renderReason(anomaly.reason, language, units);
  const { rank = null, neighbours = null } = anomaly.why ?? {};
  const how = [
    rarity === null ? null : rarityWords(rarity, t, count),
    rank === null || rank.place > MOST_PLACE
      ? null
      : t(`why.rank.${NAMED_PLACES[rank.place - 1] ?? 'nth'}`, { n: rank.place, days: rank.days }),
  ].filter((part) => part !== null);
  const said = how.reduce((a, b) => (a === '' ? b : t('words.join', { a, b })), '');
  const head = said === '' ? what : t('why.because', { what, how: said });
  if (neighbours === null || neighbours.asked === 0) return t('why.sentence', { text: head });
  const agree =
    neighbours.agreeing === 0
      ? t('why.neighboursNone', { asked: count(neighbours.asked) })
      : t('why.neighbours', {
          count: neighbours.agreeing,
          agreeing: count(neighbours.agreeing),
          asked: count(neighbours.asked),
        });
  return t('why.sentence', { text: t('why.and', { a: head, b: agree }) });
}

/** "about once in 3 months for this sensor", "less than once in 10 years …", "rarer than 1 in 10,000". */
export function rarityWords(rarity: Rarity, t: WhyWords, count: (value: number) => string): string {
  if (rarity.kind === 'odds') return t('why.rarity.odds', { n: count(rarity.oneIn) });
  if (rarity.kind === 'never') return t('why.rarity.never', { n: count(rarity.years) });
  return t(`why.rarity.${rarity.unit}`, { count: rarity.count, n: count(rarity.count) });
}

export interface Sign {
  readonly name: string;
  readonly score: number;
  /** Its length against the strongest, 0 to 1. */
  readonly share: number;
}

/** What spoke for the anomaly, strongest first, at most three; what said almost nothing is left out. */
export function signsOf(anomaly: Pick<Anomaly, 'why'>, language: Locale): readonly Sign[] {
  const channels = (anomaly.why?.channels ?? []).filter(({ score }) => score >= LEAST_SCORE).slice(0, MOST_SIGNS);
  const most = Math.max(1, ...channels.map(({ score }) => score));
  return channels.map(({ channel, score }) => ({ name: channelName(channel, language), score, share: score / most }));
}

const MOST_SIGNS = 3;
/** One in ten says nothing. */
const LEAST_SCORE = 1;
