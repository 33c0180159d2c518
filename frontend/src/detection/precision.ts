import type { PrecisionAnswer, PrecisionFigure } from '@citywatch/contracts';

/** Judgements that count: known work was no alarm to be right or wrong about. */
export const judgedOf = ({ useful, noise }: PrecisionFigure): number => useful + noise;

/** Fewer than this tell little: the interval then spans most of the scale. */
export const FEW = 5;

/** Rows that have incidents, most judged first. */
export const byJudged = <T extends PrecisionFigure>(rows: readonly T[]): readonly T[] =>
  rows.filter(({ incidents }) => incidents > 0).sort((a, b) => judgedOf(b) - judgedOf(a) || b.incidents - a.incidents);

/** The sum of some weeks; its precision is that of the sum. Intervals are the server's: none here. */
export function sumOf(
  figures: readonly PrecisionFigure[],
): Pick<PrecisionFigure, 'incidents' | 'useful' | 'noise' | 'precision'> {
  const total = (key: 'incidents' | 'useful' | 'noise') => figures.reduce((sum, figure) => sum + figure[key], 0);
  const [useful, noise] = [total('useful'), total('noise')];
  return {
    incidents: total('incidents'),
    useful,
    noise,
    precision: useful + noise === 0 ? null : useful / (useful + noise),
  };
}

/** How the newest weeks compare with those before; null where either half was hardly judged. */
export function trendOf(
  weeks: PrecisionAnswer['byWeek'],
): { readonly weeks: number; readonly now: number; readonly before: number } | null {
  const half = Math.min(HALF, Math.floor(weeks.length / 2));
  if (half === 0) return null;
  const now = sumOf(weeks.slice(-half));
  const before = sumOf(weeks.slice(-2 * half, -half));
  if (now.precision === null || before.precision === null) return null;
  if (now.useful + now.noise < FEW || before.useful + before.noise < FEW) return null;
  return { weeks: half, now: now.precision, before: before.precision };
}
const HALF = 4;
