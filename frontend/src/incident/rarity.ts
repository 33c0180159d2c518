import type { Anomaly, DetectorKind } from '@citywatch/contracts';

/** How rare something is, in the words people count with. `count` of the unit that it happens once in. */
export type Rarity =
  | { readonly kind: 'period'; readonly unit: 'hours' | 'days' | 'weeks' | 'months' | 'years'; readonly count: number }
  | { readonly kind: 'never'; readonly years: number }
  | { readonly kind: 'odds'; readonly oneIn: number };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
/** A sensor is never watched longer than this: a claim about more would only pretend. */
const MOST_YEARS = 10;
/** Beyond one in a million a tail is extrapolated. */
export const MOST_DECADES = 6;
/** These judge each reading, or each step of 5 minutes, anew: chance then has a rate. */
const PER_READING: readonly DetectorKind[] = ['seasonal', 'rate'];
const PER_STEP: readonly DetectorKind[] = ['pattern', 'peers', 'forecast', 'consistency'];
const STEP = 300_000;

/**
 * The rarity of an anomaly. Its score is −log10 of the probability of one reading (or step), so by chance it comes once in
 * interval × 10^score. Null where the score is no probability: an impossible value and a silence are not rare but wrong.
 * @param interval usual ms between two readings; null where unknown, then only the odds are said
 */
export function rarityOf(
  { detector, score }: Pick<Anomaly, 'detector' | 'score'>,
  interval: number | null,
): Rarity | null {
  if (detector === 'range' || detector === 'gap' || detector === 'clock') return null;
  const between = PER_READING.includes(detector)
    ? interval
    : PER_STEP.includes(detector) && interval !== null
      ? Math.max(STEP, interval)
      : null;
  if (between === null) return { kind: 'odds', oneIn: oddsOf(score) };
  const period = between * 10 ** score;
  if (period > MOST_YEARS * YEAR) return { kind: 'never', years: MOST_YEARS };
  return inUnits(period);
}

/** One in how many, rounded down to one digit, so that "rarer than" stays true. */
export function oddsOf(score: number): number {
  const value = 10 ** Math.min(score, MOST_DECADES);
  const unit = 10 ** Math.floor(Math.log10(value));
  return Math.floor(value / unit) * unit;
}

function inUnits(ms: number): Rarity {
  const [unit, size] =
    ms < 2 * DAY
      ? (['hours', HOUR] as const)
      : ms < 14 * DAY
        ? (['days', DAY] as const)
        : ms < 60 * DAY
          ? (['weeks', 7 * DAY] as const)
          : ms < 2 * YEAR
            ? (['months', YEAR / 12] as const)
            : (['years', YEAR] as const);
  return { kind: 'period', unit, count: Math.max(1, Math.round(ms / size)) };
}
