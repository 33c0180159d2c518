import { ChannelBank, CHANNELS, fuse, nextAlarm, noAlarm, type AlarmLevels } from '@citywatch/detection';
import type { NabFile } from './corpus.js';

const DAY = 86_400_000;
const HIGHEST = 12;
/** Rows at which an alarm begins have an anomaly score from here on, all others less. */
export const ALARM = 0.5;

/**
 * The one configuration for all files: about one alarm by chance in 3,500 steps (a false alarm in two weeks of 5-minute steps), over
 * when the score has fallen by twenty times in rarity, no other within 96 steps. Chosen on all files; `main-nab.js --tune`, which counts
 * a level's neighbours in, prefers 3.45 and 120 steps, which scores within half a point.
 */
export const NAB_LEVELS: AlarmLevels = { raise: 3.55, clear: 2.25, muteSteps: 96 };

/** What the channels said of each row of a file: CHANNELS.length rarities a row. */
export interface Evidence {
  readonly file: NabFile;
  readonly rarities: Float32Array;
  /** Steps that are missing before each row. */
  readonly missed: Uint16Array;
}

/** NAB's files have no time zone and no holidays: their own clock, and weekends. */
const dayTypeOf = (time: number): 0 | 1 => ([0, 6].includes((Math.floor(time / DAY) + 4) % 7) ? 1 : 0);

/** Runs a new channel bank over a file, row by row. The bank is not told how long the file is, nor anything else of it. */
export function collect(file: NabFile): Evidence {
  const bank = new ChannelBank();
  const width = CHANNELS.length;
  const rarities = new Float32Array(file.values.length * width);
  const missed = new Uint16Array(file.values.length);
  for (let row = 0; row < file.values.length; row++) {
    const time = file.times[row];
    const verdict = bank.step(time, dayTypeOf(time), file.values[row]);
    rarities.set(verdict.evidence, row * width);
    missed[row] = verdict.missed;
  }
  return { file, rarities, missed };
}

/** The bank's score of each row, from all channels or from those at these places only. */
export function scoresOf({ rarities, missed }: Evidence, channels = CHANNELS.map((_, i) => i)): Float32Array {
  const chosen = new Float32Array(channels.length);
  return Float32Array.from(missed, (_, row) => {
    for (let i = 0; i < chosen.length; i++) chosen[i] = rarities[row * CHANNELS.length + channels[i]];
    return fuse(chosen);
  });
}

/** The rows at which alarms begin. */
export function alarmRows(scores: Float32Array, missed: Uint16Array, levels: AlarmLevels): number[] {
  const state = noAlarm();
  const rows: number[] = [];
  for (let row = 0; row < scores.length; row++)
    if (nextAlarm(state, levels, scores[row], 1 + missed[row])) rows.push(row);
  return rows;
}

/**
 * Anomaly scores between 0 and 1 as NAB wants them, four digits each: from 0.5 on where an alarm begins, below elsewhere, both
 * growing with the rarity. A threshold of 0.5 is our own alarm; a higher one is a stricter reading of the same rows.
 */
export function anomalyScores(scores: Float32Array, alarms: readonly number[]): Float64Array {
  const half = (score: number) => Math.min(score / HIGHEST, 1) / 2;
  const out = Float64Array.from(scores, (score) => Math.min(0.4999, Math.round(half(score) * 1e4) / 1e4));
  for (const row of alarms) out[row] = Math.round((ALARM + half(scores[row])) * 1e4) / 1e4;
  return out;
}
