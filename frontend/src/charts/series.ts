import { type Anomaly, type HistoryAnswer, type Severity, severityRank, worse } from '@citywatch/contracts';

/** Half-open [start, end), ms. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One place on the x axis. `null` = nothing to draw here, and lines stop: a gap is never joined. Values are in shown units. */
export interface PlotRow {
  readonly time: number;
  readonly mean: number | null;
  /** Least and largest reading of the bucket. */
  readonly minmax: readonly [number, number] | null;
  readonly expected: number | null;
  readonly band: readonly [number, number] | null;
  /** Mean at the same place of the period compared with. */
  readonly compare: number | null;
  readonly count: number;
  /** Worst anomaly over this bucket. */
  readonly severity: Severity | null;
}

/** A run of abnormal rows, and the row that carries its mark: the farthest from what was expected. */
export interface Stretch extends Span {
  readonly severity: Severity;
  readonly rows: readonly number[];
  readonly mark: number;
}

/** Milliseconds of one bucket; raw readings have none. */
export const RESOLUTION_MS: Readonly<Record<HistoryAnswer['resolution'], number>> = {
  raw: 0,
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '1d': 86_400_000,
};

/** The lower of the two middle values: with few spacings a gap must not count as the usual one. */
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? 0;

const spacingsOf = (points: HistoryAnswer['points']): number[] =>
  points.slice(1).map(([time], i) => time - points[i][0]);

const usualSpacing = (points: HistoryAnswer['points']): number => median(spacingsOf(points));

/** Spacings on each side of a place that say how often the sensor reports there. */
const NEAR = 12;
/** Of them, this share is no longer than the usual one: high, so that a sensor whose interval varies has no gaps; below 1, so that a gap nearby is none. */
const UPPER_SHARE = 0.75;

const upper = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(UPPER_SHARE * (values.length - 1))] ?? 0;

/** The usual spacing before and after the spacing at `i`, the longer: at a change of pace neither side has a gap. */
const spacingNear = (spacings: readonly number[], i: number): number =>
  Math.max(upper(spacings.slice(Math.max(0, i - NEAR), Math.max(0, i))), upper(spacings.slice(i + 1, i + 1 + NEAR)));

/**
 * Where readings are missing, judged by the pace around: a stored past is coarser than what a sensor sends live. A full bucket
 * that is empty is a gap; where the sensor reports about once a bucket or less often, jitter empties single buckets, so there a
 * gap takes three missed intervals (as for a stale sensor).
 */
export function findGaps(history: Pick<HistoryAnswer, 'from' | 'to' | 'resolution' | 'points'>): Span[] {
  const { points, from, to } = history;
  if (points.length === 0) return to > from ? [{ start: from, end: to }] : [];
  const step = RESOLUTION_MS[history.resolution];
  const times = points.map((p) => p[0]);
  const spacings = spacingsOf(points);
  /** At the spacing `i`: the longest that is no gap, and how long a reading stands for what follows it. */
  const paceAt = (i: number): { readonly limit: number; readonly width: number } => {
    const spacing = spacingNear(spacings, i);
    const usual = Math.max(step, spacing);
    const counts = points.slice(Math.max(0, i + 1 - NEAR), i + 1 + NEAR).map((p) => p[4]);
    const full = step > 0 && spacing <= step && median(counts) > 1;
    return full ? { limit: 1.5 * step, width: step } : { limit: 3 * usual, width: usual };
  };
  const gaps: Span[] = [];
  if (times[0] - from > paceAt(-1).limit) gaps.push({ start: from, end: times[0] });
  spacings.forEach((spacing, i) => {
    const { limit, width } = paceAt(i);
    if (spacing > limit) gaps.push({ start: times[i] + width, end: times[i + 1] });
  });
  const last = times[times.length - 1];
  const { limit, width } = paceAt(spacings.length);
  if (to - last > Math.max(limit, width + step)) gaps.push({ start: last + width, end: to });
  return gaps;
}

/** The rows of a chart, in order of time, with a row of nulls wherever a gap begins. `convert` turns stored units into shown ones. */
export function toRows(
  history: HistoryAnswer,
  compare: HistoryAnswer | undefined,
  convert: (value: number) => number,
): PlotRow[] {
  const step = RESOLUTION_MS[history.resolution];
  const expected = new Map(history.expected.map((row) => [row[0], row]));
  const gaps = findGaps(history);
  const before = matchBefore(history, compare, gaps);
  const shown = (value: number | undefined) => (value === undefined ? null : convert(value));
  const rows = history.points.map(([time, mean, min, max, count]): PlotRow => {
    const e = expected.get(time);
    return {
      time,
      mean: convert(mean),
      minmax: order(convert(min), convert(max)),
      expected: shown(e?.[1]),
      band: e === undefined ? null : order(convert(e[2]), convert(e[3])),
      compare: shown(before.matched.get(time)),
      count,
      severity: severityAt(history.anomalies, time, time + Math.max(step, 1)),
    };
  });
  // What the earlier period knew where this one is silent still shows: dashed, over the hatch.
  for (const [time, value] of before.inGaps) rows.push({ ...emptyRow(time), compare: convert(value) });
  for (const gap of gaps) rows.push(emptyRow(gap.start));
  rows.sort((a, b) => a.time - b.time || Number(a.compare === null) - Number(b.compare === null) || b.count - a.count);
  return rows.filter((row, i) => i === 0 || row.time !== rows[i - 1].time);
}

/**
 * Means of the compared period, moved to this one: by the time of the point nearest to each, and those that fall into a gap.
 * Nearest, because raw readings never come at the same moment, and a day of 25 hours moves coarse buckets against each other.
 */
function matchBefore(history: HistoryAnswer, compare: HistoryAnswer | undefined, gaps: readonly Span[]) {
  const matched = new Map<number, number>();
  const inGaps: [time: number, mean: number][] = [];
  if (compare === undefined) return { matched, inGaps };
  const { points } = history;
  const shift = history.from - compare.from;
  const reach = Math.max(RESOLUTION_MS[history.resolution], usualSpacing(points)) / 2;
  let i = 0;
  for (const [at, mean] of compare.points) {
    const time = at + shift;
    while (i + 1 < points.length && Math.abs(points[i + 1][0] - time) <= Math.abs(points[i][0] - time)) i++;
    if (i < points.length && Math.abs(points[i][0] - time) <= reach) matched.set(points[i][0], mean);
    else if (gaps.some((gap) => time >= gap.start && time < gap.end)) inGaps.push([time, mean]);
  }
  return { matched, inGaps };
}

const order = (a: number, b: number): readonly [number, number] => (a <= b ? [a, b] : [b, a]);

const emptyRow = (time: number): PlotRow => ({
  time,
  mean: null,
  minmax: null,
  expected: null,
  band: null,
  compare: null,
  count: 0,
  severity: null,
});

function severityAt(anomalies: readonly Anomaly[], start: number, end: number): Severity | null {
  let found: Severity | null = null;
  for (const a of anomalies) {
    // A silence has no line to colour: the hatch says it.
    if (a.detector === 'gap' || a.start >= end || (a.end !== null && a.end <= start)) continue;
    found = found === null ? a.severity : worse(found, a.severity);
  }
  return found;
}

/** Abnormal runs, worst first. A run takes the severity of its worst row. */
export function findStretches(rows: readonly PlotRow[]): Stretch[] {
  const stretches: Stretch[] = [];
  let run: number[] = [];
  const close = (): void => {
    if (run.length === 0) return;
    const severity = run.map((i) => rows[i].severity as Severity).reduce(worse);
    const off = (i: number) => Math.abs((rows[i].mean ?? 0) - (rows[i].expected ?? rows[i].mean ?? 0));
    const mark = run.reduce((best, i) => (off(i) > off(best) ? i : best));
    stretches.push({ start: rows[run[0]].time, end: rows[run[run.length - 1]].time, severity, rows: run, mark });
    run = [];
  };
  rows.forEach((row, i) => {
    if (row.severity !== null && row.mean !== null) run.push(i);
    else if (row.mean !== null || row.compare === null) close();
  });
  close();
  return stretches.sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || a.start - b.start);
}

/**
 * The rows with, under the name of its severity, the value of each abnormal one: what the coloured lines are drawn from.
 * A stretch of one row would be a point, so its line starts at the row before.
 */
export function stretchLines(
  rows: readonly PlotRow[],
  stretches: readonly Stretch[],
): (PlotRow & Partial<Record<Severity, number | null>>)[] {
  const drawn = rows.map((row): PlotRow & Partial<Record<Severity, number | null>> => ({ ...row }));
  for (const { severity, rows: run } of stretches) {
    const from = run.length === 1 && run[0] > 0 ? [run[0] - 1, ...run] : run;
    for (const i of from) drawn[i][severity] = rows[i].mean;
  }
  return drawn;
}

/** Times of readings with silence on both sides: a line cannot show them, so they are drawn as points. */
export function lonePoints(rows: readonly PlotRow[]): ReadonlySet<number> {
  const silent = (row: PlotRow | undefined) => row === undefined || row.mean === null;
  return new Set(
    rows.flatMap((row, i) => (row.mean !== null && silent(rows[i - 1]) && silent(rows[i + 1]) ? [row.time] : [])),
  );
}

/** Rows with a band that neither neighbour has: an area cannot show it, so it is drawn as a bar. */
export const loneBands = (
  rows: readonly PlotRow[],
): readonly (PlotRow & { readonly band: readonly [number, number] })[] =>
  rows.flatMap((row, i) => {
    const { band } = row;
    return band !== null && !rows[i - 1]?.band && !rows[i + 1]?.band ? [{ ...row, band }] : [];
  });

/** Every number that the y axis must hold. */
export function* plottedValues(rows: readonly PlotRow[]): Generator<number> {
  for (const row of rows) {
    if (row.mean !== null) yield row.mean;
    if (row.compare !== null) yield row.compare;
    if (row.minmax !== null) yield* row.minmax;
    if (row.band !== null) yield* row.band;
  }
}
