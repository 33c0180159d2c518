import type { NabFile } from './corpus.js';

/** What a detection, a miss and a false alarm count. */
export interface Profile {
  readonly tpWeight: number;
  readonly fnWeight: number;
  readonly fpWeight: number;
}

export const PROFILES = ['standard', 'reward_low_FP_rate', 'reward_low_FN_rate'] as const;
export type ProfileName = (typeof PROFILES)[number];
export type Profiles = Readonly<Record<ProfileName, Profile>>;
export type Scores = Readonly<Record<ProfileName, number>>;

/** Further behind a window a false alarm costs all that it can. */
const FAR = 3;

/**
 * The scaled sigmoid 2 / (1 + e^5y) - 1 of a relative position: -1 is a window's left edge, 0 its right edge, 1 a window's
 * length behind it (Lavin and Ahmad, "Evaluating real-time anomaly detection algorithms", 2015, section II.B).
 */
export const scaledSigmoid = (position: number): number => (position > FAR ? -1 : 2 / (1 + Math.exp(5 * position)) - 1);

/** Row by row what a detection there is worth, before weights: up to 1 in a window (then `window` is its number), else down to -1. */
export interface RowWorth {
  readonly worth: Float64Array;
  /** -1 outside windows. */
  readonly window: Int32Array;
}

export function rowWorth({ times, windows }: NabFile): RowWorth {
  const worth = new Float64Array(times.length).fill(-1);
  const window = new Int32Array(times.length).fill(-1);
  const most = scaledSigmoid(-1);
  windows.forEach(([first, last], number) => {
    const length = last - first + 1;
    for (let row = first; row <= last; row++) {
      worth[row] = scaledSigmoid(-(last - row + 1) / length) / most;
      window[row] = number;
    }
    const next = windows[number + 1]?.[0] ?? times.length;
    for (let row = last + 1; row < next; row++) worth[row] = scaledSigmoid((row - last) / (length - 1));
  });
  return { worth, window };
}

/** A file, what its rows are worth, and a detector's anomaly score (0 to 1) for each row. */
export interface Judged {
  readonly file: NabFile;
  readonly rows: RowWorth;
  readonly scores: Float32Array | Float64Array;
}

/** The windows that have at least one judged row. */
const judgedWindows = ({ windows, probation }: NabFile): number =>
  windows.filter(([, last]) => last >= probation).length;

/** Where nothing is detected, and where every window is found at once and nothing else. */
function bounds(corpus: readonly Judged[], { tpWeight, fnWeight }: Profile): { nothing: number; perfect: number } {
  let nothing = 0;
  let perfect = 0;
  for (const { file } of corpus) {
    nothing -= fnWeight * judgedWindows(file);
    perfect += tpWeight * file.windows.length;
  }
  return { nothing, perfect };
}

/** 0 for a detector that says nothing, 100 for a perfect one. */
function normalise(corpus: readonly Judged[], profile: Profile, raw: number): number {
  const { nothing, perfect } = bounds(corpus, profile);
  return perfect === nothing ? 0 : (100 * (raw - nothing)) / (perfect - nothing);
}

/** Of each window the best detection counts, of the rest every row. */
function rawOfFile(
  { file, rows, scores }: Judged,
  { tpWeight, fnWeight, fpWeight }: Profile,
  threshold: number,
): number {
  const best = file.windows.map(() => -fnWeight);
  let raw = 0;
  for (let row = file.probation; row < scores.length; row++) {
    if (scores[row] < threshold) continue;
    const window = rows.window[row];
    if (window < 0) raw += fpWeight * rows.worth[row];
    else best[window] = Math.max(best[window], tpWeight * rows.worth[row]);
  }
  file.windows.forEach(([, last], window) => {
    if (last >= file.probation) raw += best[window];
  });
  return raw;
}

/** The normalised score where rows with `threshold` or more are detections. */
export function scoreAt(corpus: readonly Judged[], profile: Profile, threshold: number): number {
  const raw = corpus.reduce((sum, judged) => sum + rawOfFile(judged, profile, threshold), 0);
  return normalise(corpus, profile, raw);
}

export interface Optimum {
  readonly threshold: number;
  /** Normalised. */
  readonly score: number;
}

/**
 * The one threshold for the whole corpus that scores best, as NAB's own runner looks for it for each profile: every anomaly score
 * that occurs is tried, from the highest down. No detection at all is the first trial.
 */
export function optimise(corpus: readonly Judged[], profile: Profile): Optimum {
  const rows: { score: number; judged: number; row: number }[] = [];
  corpus.forEach(({ file, scores }, judged) => {
    for (let row = file.probation; row < scores.length; row++)
      if (scores[row] > 0) rows.push({ score: scores[row], judged, row });
  });
  rows.sort((a, b) => b.score - a.score);
  const best = corpus.map(({ file }) => file.windows.map(() => -profile.fnWeight));
  let raw = bounds(corpus, profile).nothing;
  let optimum = { threshold: Infinity, raw };
  rows.forEach(({ score, judged, row }, i) => {
    const { worth, window } = corpus[judged].rows;
    if (window[row] < 0) raw += profile.fpWeight * worth[row];
    else {
      const found = Math.max(best[judged][window[row]], profile.tpWeight * worth[row]);
      raw += found - best[judged][window[row]];
      best[judged][window[row]] = found;
    }
    if (rows[i + 1]?.score !== score && raw > optimum.raw) optimum = { threshold: score, raw };
  });
  return { threshold: optimum.threshold, score: normalise(corpus, profile, optimum.raw) };
}

/** One figure for each profile. */
export const ofProfiles = <T>(figure: (name: ProfileName) => T): Record<ProfileName, T> => ({
  standard: figure('standard'),
  reward_low_FP_rate: figure('reward_low_FP_rate'),
  reward_low_FN_rate: figure('reward_low_FN_rate'),
});

/** How many windows were found, how many were not, and how many rows were false alarms. */
export interface Counts {
  readonly found: number;
  readonly missed: number;
  readonly falseAlarms: number;
}

export function countsAt(corpus: readonly Judged[], threshold: number): Counts {
  let found = 0;
  let falseAlarms = 0;
  for (const { file, rows, scores } of corpus) {
    const seen = new Set<number>();
    for (let row = file.probation; row < scores.length; row++) {
      if (scores[row] < threshold) continue;
      if (rows.window[row] < 0) falseAlarms++;
      else seen.add(rows.window[row]);
    }
    found += seen.size;
  }
  return { found, missed: corpus.reduce((sum, { file }) => sum + judgedWindows(file), 0) - found, falseAlarms };
}
