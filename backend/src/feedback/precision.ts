import {
  DETECTORS,
  DOMAINS,
  type DetectorKind,
  type Domain,
  type PrecisionAnswer,
  type PrecisionFigure,
} from '@citywatch/contracts';

/** Incidents of one part of the answer, counted by what people said of them. */
export interface PrecisionRow {
  readonly part: 'total' | 'detector' | 'domain' | 'week';
  /** The detector or domain; empty for the other parts. */
  readonly key: string;
  /** Start of the week, ms; null for the other parts. */
  readonly start: number | null;
  readonly incidents: number;
  readonly useful: number;
  readonly noise: number;
  readonly knownWork: number;
}

/** Standard normal quantile of a two-sided 95 % interval. */
const Z = 1.959964;

/**
 * 95 % Wilson score interval of a share (E. B. Wilson, JASA 22, 1927): honest for few judgements and for shares near 0 and 1,
 * where the usual ± leaves the range.
 * @returns null where nothing was counted
 */
export function wilson(hits: number, of: number): readonly [low: number, high: number] | null {
  if (of === 0) return null;
  const share = hits / of;
  const spread = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  const scale = 1 + (Z * Z) / of;
  const centre = share + (Z * Z) / (2 * of);
  // At the ends the formula gives exactly 0 or 1, but for the last bit.
  return [
    hits === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    hits === of ? 1 : Math.min(1, (centre + spread) / scale),
  ];
}

/** Known work counts neither for nor against: the detector was right, and nobody needed to know. */
function figureOf({ incidents, useful, noise, knownWork }: PrecisionRow): PrecisionFigure {
  const interval = wilson(useful, useful + noise);
  const precision = interval === null ? null : useful / (useful + noise);
  return { incidents, useful, noise, knownWork, precision, low: interval?.[0] ?? null, high: interval?.[1] ?? null };
}

/** The answer, each part in a fixed order: detectors and domains as the contract has them, weeks oldest first. */
export function precisionAnswer(from: number, to: number, rows: readonly PrecisionRow[]): PrecisionAnswer {
  const of = (part: PrecisionRow['part']) => rows.filter((row) => row.part === part);
  const place =
    <T extends string>(order: readonly T[]) =>
    (a: PrecisionRow, b: PrecisionRow) =>
      order.indexOf(a.key as T) - order.indexOf(b.key as T);
  const [total] = of('total');
  const nothing = { part: 'total', key: '', start: null, incidents: 0, useful: 0, noise: 0, knownWork: 0 } as const;
  return {
    from,
    to,
    total: figureOf(total ?? nothing),
    byDetector: of('detector')
      .sort(place(DETECTORS))
      .map((row) => ({ ...figureOf(row), detector: row.key as DetectorKind })),
    byDomain: of('domain')
      .sort(place(DOMAINS))
      .map((row) => ({ ...figureOf(row), domain: row.key as Domain })),
    byWeek: of('week')
      .map((row) => ({ ...figureOf(row), start: row.start ?? from }))
      .sort((a, b) => a.start - b.start),
  };
}
