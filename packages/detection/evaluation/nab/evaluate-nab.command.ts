import { ChannelBank, type AlarmLevels } from '@citywatch/detection';
import { ALARM, alarmRows, anomalyScores, collect, NAB_LEVELS, scoresOf } from './detect.js';
import { readNab, readResult, writeResult } from './nab-files.service.js';
import { PUBLISHED, type PublishedScore } from './published.js';
import { DETECTOR } from './rows.js';
import {
  countsAt,
  ofProfiles,
  optimise,
  rowWorth,
  scoreAt,
  type Counts,
  type Judged,
  type Optimum,
  type ProfileName,
  type Profiles,
  type Scores,
} from './score.js';
import { twoFold, type TwoFold } from './two-fold.js';

export interface NabReport {
  readonly configuration: AlarmLevels & { readonly bankVersion: number };
  readonly files: number;
  readonly rows: number;
  readonly windows: number;
  /** One configuration and one threshold (our own alarms) for all files and all three profiles. The stricter reading. */
  readonly fixed: Scores;
  readonly counts: Counts;
  /** The same rows with the threshold that NAB's runner would find for each profile: how the published figures were made. */
  readonly optimised: Readonly<Record<ProfileName, Optimum>>;
  /** Tuned on one half of the files, scored on the other: the level and the mute; and which channels count, too. */
  readonly twoFold: { readonly levels: TwoFold; readonly channelsToo: TwoFold };
  readonly published: readonly PublishedScore[];
}

/**
 * Runs the channel bank over the Numenta Anomaly Benchmark and scores it by NAB's rules.
 * @param dataFolder with combined_windows.json, profiles.json and data/
 * @param resultsFolder where each row's anomaly score is written in NAB's format and folders, compressed; left out, nothing is written
 * @throws Error that names what is missing or cannot be understood
 */
export function evaluateNab(dataFolder: string, resultsFolder?: string): NabReport {
  const { files, profiles } = readNab(dataFolder);
  const evidence = files.map(collect);
  const corpus: Judged[] = evidence.map((each) => {
    const fused = scoresOf(each);
    const scores = anomalyScores(fused, alarmRows(fused, each.missed, NAB_LEVELS));
    if (resultsFolder !== undefined) writeResult(resultsFolder, DETECTOR, each.file, scores);
    return { file: each.file, rows: rowWorth(each.file), scores };
  });
  return {
    configuration: { ...NAB_LEVELS, bankVersion: ChannelBank.VERSION },
    files: files.length,
    rows: files.reduce((sum, { values }) => sum + values.length, 0),
    windows: files.reduce((sum, { windows }) => sum + windows.length, 0),
    fixed: ofProfiles((name) => scoreAt(corpus, profiles[name], ALARM)),
    counts: countsAt(corpus, ALARM),
    optimised: optimiseAll(corpus, profiles),
    twoFold: {
      levels: twoFold(evidence, profiles, false),
      channelsToo: twoFold(evidence, profiles, true),
    },
    published: PUBLISHED,
  };
}

const optimiseAll = (corpus: readonly Judged[], profiles: Profiles) =>
  ofProfiles((name) => optimise(corpus, profiles[name]));

/** What a folder of result files, ours or another detector's, scores; and at thresholds that are given, such as published ones. */
export function scoreResults(
  dataFolder: string,
  resultsFolder: string,
  detector: string,
  thresholds?: Scores,
): { readonly optimised: Record<ProfileName, Optimum>; readonly given: Scores | null } {
  const { files, profiles } = readNab(dataFolder);
  const corpus = files.map((file) => ({
    file,
    rows: rowWorth(file),
    scores: readResult(resultsFolder, detector, file),
  }));
  return {
    optimised: optimiseAll(corpus, profiles),
    given: thresholds === undefined ? null : ofProfiles((name) => scoreAt(corpus, profiles[name], thresholds[name])),
  };
}
