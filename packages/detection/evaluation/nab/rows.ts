import type { NabFile } from './corpus.js';

/** The folder and the prefix of NAB's result files; NAB calls this the detector's name. */
export const DETECTOR = 'citywatch';

/** "realTraffic/citywatch_speed_7578.csv" of "realTraffic/speed_7578.csv". */
export const resultPath = (path: string, detector: string): string => path.replace('/', `/${detector}_`);

/** A file's rows in NAB's own format of results: timestamp, value, anomaly_score, label (1 in a window). */
export function resultRows(file: NabFile, scores: Float64Array): string {
  const labels = new Uint8Array(scores.length);
  for (const [first, last] of file.windows) labels.fill(1, first, last + 1);
  const rows = Array.from(scores, (score, row) => `${file.timestamps[row]},${file.texts[row]},${score},${labels[row]}`);
  return `timestamp,value,anomaly_score,label\n${rows.join('\n')}\n`;
}

/**
 * The anomaly scores of a result file, of whichever detector.
 * @throws Error where the column is missing, a score is no number, or the rows are not those of the file
 */
export function parseResultRows(file: NabFile, text: string): Float64Array {
  const [names, ...rows] = text.trim().split(/\r?\n/);
  const column = names.split(',').indexOf('anomaly_score');
  if (column < 0) throw new Error(`${file.path}: the results have no column "anomaly_score" but "${names}".`);
  if (rows.length !== file.values.length)
    throw new Error(`${file.path}: the results have ${rows.length} rows, the file has ${file.values.length}.`);
  const scores = Float64Array.from(rows, (row) => Number(row.split(',')[column]));
  const wrong = scores.findIndex((score) => !Number.isFinite(score));
  if (wrong >= 0)
    throw new Error(`${file.path}: line ${wrong + 2} of the results, "${rows[wrong]}", has no anomaly score.`);
  return scores;
}
