/** Rows of a file that are not judged: 15 % of it, of the first 5,000 rows at most. The scorer alone knows it, no detector. */
const PROBATION = 0.15;
const PROBATION_ROWS = 5_000;

/** One file of the Numenta Anomaly Benchmark, with the windows in which its labelled anomalies lie. */
export interface NabFile {
  /** Folder and name, such as "realTraffic/speed_7578.csv". */
  readonly path: string;
  /** Timestamps and values as they stand in the file. */
  readonly timestamps: readonly string[];
  readonly texts: readonly string[];
  /** ms; the files have no time zone, so their own clock. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** First and last row of each window, in order. */
  readonly windows: readonly (readonly [number, number])[];
  /** Rows at the beginning that are not judged. */
  readonly probation: number;
}

/** "2015-09-08 11:39:00", with or without microseconds. */
export function parseTimestamp(text: string): number {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?$/.exec(text);
  return match === null ? NaN : Date.parse(`${match[1]}T${match[2]}Z`);
}

/**
 * @param text "timestamp,value" rows below one line of names
 * @param labelled first and last timestamp of each window
 * @throws Error that names a row or window which cannot be understood
 */
export function parseNabFile(path: string, text: string, labelled: readonly (readonly string[])[]): NabFile {
  const rows = text.trim().split(/\r?\n/).slice(1);
  const timestamps = rows.map((row) => row.slice(0, row.indexOf(',')));
  const texts = rows.map((row) => row.slice(row.indexOf(',') + 1));
  const times = Float64Array.from(timestamps, parseTimestamp);
  const values = Float64Array.from(texts, (value) => (value.trim() === '' ? NaN : Number(value)));
  const wrong = rows.findIndex((_, i) => !Number.isFinite(times[i]) || !Number.isFinite(values[i]));
  if (wrong >= 0 || rows.length === 0)
    throw new Error(
      `${path}: line ${Math.max(0, wrong) + 2} is "${rows[Math.max(0, wrong)] ?? ''}"; it must be "timestamp,value".`,
    );
  const rowOf = (timestamp: string) => {
    const row = times.indexOf(parseTimestamp(timestamp));
    if (row < 0) throw new Error(`${path}: a window begins or ends at ${timestamp}, which is no row of the file.`);
    return row;
  };
  return {
    path,
    timestamps,
    texts,
    times,
    values,
    windows: labelled.map(([first, last]) => [rowOf(first), rowOf(last)] as const),
    probation: probationOf(rows.length),
  };
}

export const probationOf = (rows: number): number => Math.min(Math.floor(PROBATION * rows), PROBATION * PROBATION_ROWS);

/** "realTraffic" of "realTraffic/speed_7578.csv". */
export const categoryOf = (file: NabFile): string => file.path.slice(0, file.path.indexOf('/'));
