import type { HistoryAnswer } from '@citywatch/contracts';
import type { Language } from '../i18n/language';
import { findGaps, findStretches, type PlotRow, RESOLUTION_MS, type Span, type Stretch } from './series';

/** What a chart says in one sentence. Values in shown units; null without readings. */
export interface ChartFacts {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly gaps: readonly Span[];
  readonly stretches: readonly Stretch[];
  /** Total lengths, ms. A stretch of one raw reading has length 0. */
  readonly gapTime: number;
  readonly abnormalTime: number;
  /** Whether there was a band to compare with; without one nothing can be called usual. */
  readonly bandKnown: boolean;
  /** Mean minus mean of the compared period, over the buckets that both have; null without such. */
  readonly change: number | null;
}

/** The facts of a chart's rows (`toRows` of the same history). The mean is that of the readings, not of the buckets. */
export function chartFacts(history: HistoryAnswer, rows: readonly PlotRow[]): ChartFacts {
  let sum = 0;
  let count = 0;
  let low = Infinity;
  let high = -Infinity;
  let difference = 0;
  let both = 0;
  for (const row of rows) {
    if (row.mean === null) continue;
    sum += row.mean * row.count;
    count += row.count;
    low = Math.min(low, row.minmax?.[0] ?? row.mean);
    high = Math.max(high, row.minmax?.[1] ?? row.mean);
    if (row.compare === null) continue;
    difference += row.mean - row.compare;
    both++;
  }
  const gaps = findGaps(history);
  const stretches = findStretches(rows);
  const step = RESOLUTION_MS[history.resolution];
  return {
    mean: count === 0 ? null : sum / count,
    low: count === 0 ? null : low,
    high: count === 0 ? null : high,
    gaps,
    stretches,
    gapTime: gaps.reduce((ms, gap) => ms + gap.end - gap.start, 0),
    abnormalTime: stretches.reduce((ms, s) => ms + s.end - s.start + step, 0),
    bandKnown: history.expected.length > 0,
    change: both === 0 ? null : difference / both,
  };
}

/** One entry of a chart's sentence: a key below `charts.facts` and its figures, already written out. */
export interface FactPhrase {
  readonly key:
    'none' | 'range' | 'usual' | 'abnormalOnce' | 'abnormalOften' | 'gapOnce' | 'gapOften' | 'change' | 'same';
  readonly values: Readonly<Record<string, string | number>>;
}

export interface FactFormat {
  /** A figure with its unit. */
  readonly figure: (value: number) => string;
  readonly signed: (value: number) => string;
  readonly duration: (ms: number) => string;
}

/** The sentence, in phrases: how much, whether usual, what is missing, how it compares. */
export function factPhrases(facts: ChartFacts, format: FactFormat, against: string | undefined): FactPhrase[] {
  const { mean, low, high, gaps, stretches } = facts;
  if (mean === null || low === null || high === null) return [{ key: 'none', values: {} }];
  const { figure, signed, duration } = format;
  const phrases: FactPhrase[] = [
    { key: 'range', values: { mean: figure(mean), low: figure(low), high: figure(high) } },
  ];
  const time = duration(facts.abnormalTime);
  if (stretches.length === 1) phrases.push({ key: 'abnormalOnce', values: { time } });
  else if (stretches.length > 1) phrases.push({ key: 'abnormalOften', values: { n: stretches.length, time } });
  else if (facts.bandKnown) phrases.push({ key: 'usual', values: {} });
  const missing = duration(facts.gapTime);
  if (gaps.length === 1) phrases.push({ key: 'gapOnce', values: { time: missing } });
  else if (gaps.length > 1) phrases.push({ key: 'gapOften', values: { n: gaps.length, time: missing } });
  if (facts.change !== null && against !== undefined)
    phrases.push(
      figure(Math.abs(facts.change)) === figure(0)
        ? { key: 'same', values: { against } }
        : { key: 'change', values: { change: signed(facts.change), against } },
    );
  return phrases;
}

/** Sizes by which a language shortens counts, largest first. Chinese counts by ten thousands, and has no thousands to shorten by. */
const SIZES: Readonly<Record<Language, readonly (readonly [size: number, word: string])[]>> = {
  en: [
    [1e9, ' G'],
    [1e6, ' M'],
    [1e3, ' k'],
  ],
  zh: [
    [1e8, ' 亿'],
    [1e4, ' 万'],
  ],
};

/** A count from 10,000 on, short and never more than there are: "1.69 M", "169 万". `number` writes a figure. */
export function shortCount(count: number, language: Language, number: (value: number) => string): string {
  const [size, word] = (count < 10_000 ? undefined : SIZES[language].find(([least]) => count >= least)) ?? [1, ''];
  if (size === 1) return number(count);
  const digits = 10 ** Math.max(0, 2 - Math.floor(Math.log10(count / size)));
  return `${number(Math.floor((count / size) * digits) / digits)}${word}`;
}
