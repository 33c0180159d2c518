import { choiceParam } from '../app/url-state';

/** How far back precision is counted, in weeks. */
export const PERIODS = ['4w', '13w', '52w'] as const;
export const periodParam = choiceParam('period', PERIODS, '13w');

const WEEK = 7 * 86_400_000;
const HOUR = 3_600_000;

/** From so many weeks ago to the end of this hour: the question stays the same while the screen shows. */
export function periodOf(
  period: (typeof PERIODS)[number],
  now: number,
): { readonly from: number; readonly to: number } {
  const to = Math.ceil(now / HOUR) * HOUR;
  return { from: to - parseInt(period, 10) * WEEK, to };
}
