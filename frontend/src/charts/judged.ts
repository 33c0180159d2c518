import type { Anomaly, DetectorKind, HistoryAnswer } from '@citywatch/contracts';

/** These judge a reading by something else than what is usual of the hour: the Thing's other readings, neighbours, a forecast. */
export const JUDGED_BY = ['consistency', 'peers', 'forecast'] as const satisfies readonly DetectorKind[];
export type JudgedBy = (typeof JUDGED_BY)[number];

/** What an anomaly was judged by where that is not the band of the hour. Low and high in stored units; null where not kept. */
export interface Judgement {
  readonly by: JudgedBy;
  readonly low: number | null;
  readonly high: number | null;
}

/** How one of the history's anomalies was judged; null where by the band that the history has. */
export function judgementOf({ anomalies }: Pick<HistoryAnswer, 'anomalies'>, anomaly: string): Judgement | null {
  const found = anomalies.find(({ id }) => id === anomaly);
  const by = JUDGED_BY.find((kind) => kind === found?.detector);
  return found === undefined || by === undefined ? null : { by, low: found.low, high: found.high };
}

/**
 * The history as the evidence of one of its anomalies. Where that was judged by something else than the hour, the band of the
 * hour would contradict its reason: instead only the judged reading has what was expected of it, for no other is it known.
 */
export function evidenceOf(history: HistoryAnswer, anomaly: string): HistoryAnswer {
  if (judgementOf(history, anomaly) === null) return history;
  const found = history.anomalies.find(({ id }) => id === anomaly);
  return { ...history, expected: found === undefined ? [] : expectedOf(found, history.points) };
}

/** At the point that is nearest to what was observed, the earliest of equals: when it was judged is not kept. */
function expectedOf(
  { start, end, observed, expected, low, high }: Anomaly,
  points: HistoryAnswer['points'],
): HistoryAnswer['expected'] {
  if (observed === null || expected === null || low === null || high === null) return [];
  const held = points.filter(([time]) => time >= start && (end === null || time <= end));
  const off = ([, mean]: (typeof points)[number]) => Math.abs(mean - observed);
  const [first, ...others] = held;
  if (first === undefined) return [];
  const [time] = others.reduce((best, point) => (off(point) < off(best) ? point : best), first);
  return [[time, expected, low, high]];
}
