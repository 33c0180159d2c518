import { CHANNELS, type AlarmLevels } from '@citywatch/detection';
import { categoryOf, type NabFile } from './corpus.js';
import { alarmRows, scoresOf, type Evidence } from './detect.js';
import { ofProfiles, PROFILES, rowWorth, scoreAt, type Judged, type Profiles, type Scores } from './score.js';

/** What may be chosen. */
const RAISES = Array.from({ length: 31 }, (_, i) => 3 + 0.05 * i);
const MUTES = [48, 72, 96, 120, 144];
/** An alarm is over when the score has fallen by this much. */
const CLEARS_BELOW = 1.3;
/** A level is judged together with its neighbours on either side: a peak of luck is no level to choose. */
const NEIGHBOURS = 2;
const FEWEST_CHANNELS = 3;

export interface Choice {
  readonly channels: readonly number[];
  readonly levels: AlarmLevels;
}

/** The files in two halves: within each category the first, third … and the second, fourth … by name. */
export function halves<T extends { readonly file: NabFile }>(items: readonly T[]): readonly [T[], T[]] {
  const parts: [T[], T[]] = [[], []];
  const seen = new Map<string, number>();
  for (const item of [...items].sort((a, b) => (a.file.path < b.file.path ? -1 : 1))) {
    const category = categoryOf(item.file);
    const count = seen.get(category) ?? 0;
    parts[count % 2].push(item);
    seen.set(category, count + 1);
  }
  return parts;
}

const mean = (scores: Scores) => PROFILES.reduce((sum, name) => sum + scores[name], 0) / PROFILES.length;

type Prepared = Evidence & { readonly rows: Judged['rows'] };

/** The three scores of these files under a choice. */
function judge(
  files: readonly Prepared[],
  fused: readonly Float32Array[],
  levels: AlarmLevels,
  profiles: Profiles,
): Scores {
  const corpus = files.map(({ file, rows, missed }, i) => {
    const scores = new Float32Array(missed.length);
    for (const row of alarmRows(fused[i], missed, levels)) scores[row] = 1;
    return { file, rows, scores };
  });
  return ofProfiles((name) => scoreAt(corpus, profiles[name], 1));
}

const levelsOf = (raise: number, muteSteps: number): AlarmLevels => ({ raise, clear: raise - CLEARS_BELOW, muteSteps });

/** The level and mute with the best mean of the three profiles, neighbours counted in. */
function bestLevels(
  files: readonly Prepared[],
  channels: readonly number[],
  mutes: readonly number[],
  profiles: Profiles,
) {
  const fused = files.map((file) => scoresOf(file, [...channels]));
  let best = { value: -Infinity, levels: levelsOf(RAISES[0], mutes[0]) };
  for (const mute of mutes) {
    const values = RAISES.map((raise) => mean(judge(files, fused, levelsOf(raise, mute), profiles)));
    for (let i = NEIGHBOURS; i < values.length - NEIGHBOURS; i++) {
      const about = values.slice(i - NEIGHBOURS, i + NEIGHBOURS + 1);
      const value = about.reduce((a, b) => a + b, 0) / about.length;
      if (value > best.value) best = { value, levels: levelsOf(RAISES[i], mute) };
    }
  }
  return best;
}

/** Leaves out one channel after the other while that helps on these files. */
function bestChannels(files: readonly Prepared[], profiles: Profiles): number[] {
  let channels = CHANNELS.map((_, i) => i);
  let value = bestLevels(files, channels, [96], profiles).value;
  while (channels.length > FEWEST_CHANNELS) {
    const trials = channels.map((left) => {
      const rest = channels.filter((channel) => channel !== left);
      return { rest, value: bestLevels(files, rest, [96], profiles).value };
    });
    const best = trials.reduce((a, b) => (b.value > a.value ? b : a));
    if (best.value <= value) break;
    channels = best.rest;
    value = best.value;
  }
  return channels;
}

/** Chooses on these files: level and mute, and with `alsoChannels` which channels count. */
export function tune(files: readonly Evidence[], profiles: Profiles, alsoChannels: boolean): Choice {
  const prepared = files.map((file) => ({ ...file, rows: rowWorth(file.file) }));
  const channels = alsoChannels ? bestChannels(prepared, profiles) : CHANNELS.map((_, i) => i);
  return { channels, levels: bestLevels(prepared, channels, MUTES, profiles).levels };
}

/** Scores of these files under a choice that was made elsewhere. */
export function scoreChoice(files: readonly Evidence[], { channels, levels }: Choice, profiles: Profiles): Scores {
  const prepared = files.map((file) => ({ ...file, rows: rowWorth(file.file) }));
  const fused = prepared.map((file) => scoresOf(file, [...channels]));
  return judge(prepared, fused, levels, profiles);
}

export interface Fold {
  readonly tunedOn: number;
  readonly scoredOn: number;
  readonly channels: readonly string[];
  readonly levels: AlarmLevels;
  readonly scores: Scores;
}

export interface TwoFold {
  readonly folds: readonly [Fold, Fold];
  /** Mean of the two folds, each normalised on its own half: 0 is silence on that half, 100 perfection. */
  readonly mean: Scores;
}

/** Chooses on one half and scores on the other, both ways. */
export function twoFold(files: readonly Evidence[], profiles: Profiles, alsoChannels: boolean): TwoFold {
  const [first, second] = halves(files);
  const fold = (tuning: readonly Evidence[], scoring: readonly Evidence[]): Fold => {
    const choice = tune(tuning, profiles, alsoChannels);
    return {
      tunedOn: tuning.length,
      scoredOn: scoring.length,
      channels: choice.channels.map((channel) => CHANNELS[channel]),
      levels: choice.levels,
      scores: scoreChoice(scoring, choice, profiles),
    };
  };
  const folds = [fold(first, second), fold(second, first)] as const;
  return { folds, mean: ofProfiles((name) => (folds[0].scores[name] + folds[1].scores[name]) / 2) };
}
