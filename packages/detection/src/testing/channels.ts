import { ChannelBank, CHANNELS, type ChannelName } from '../channels/bank.js';
import { nextAlarm, noAlarm } from '../channels/alarm-policy.js';
import { DAY, gauss, HOUR, seeded } from './synthetic.js';

export const STEP = 300_000;
export const WEEK_STEPS = (7 * DAY) / STEP;
/** A Monday, 00:00 by the city's own clock. */
export const LOCAL_MONDAY = Date.UTC(2026, 10, 16);

export const dayTypeOf = (localTime: number): 0 | 1 => ([0, 6].includes((Math.floor(localTime / DAY) + 4) % 7) ? 1 : 0);

/** Noise that is partly that of the step before. */
function autoregressive(random: () => number, keep: number): () => number {
  let noise = 0;
  return () => (noise = keep * noise + Math.sqrt(1 - keep * keep) * gauss(random));
}

function studentT(random: () => number, freedom: number): number {
  let squares = 0;
  for (let i = 0; i < freedom; i++) squares += gauss(random) ** 2;
  return gauss(random) / Math.sqrt(squares / freedom);
}

const rush = (hour: number) => Math.exp(-(((hour - 8) / 1.3) ** 2)) + 1.2 * Math.exp(-(((hour - 17.3) / 1.6) ** 2));

/** Healthy streams of several shapes, by local time. */
export const SHAPES: Record<string, (seed: number) => (localTime: number) => number> = {
  'white noise': (seed) => {
    const random = seeded(seed);
    return () => gauss(random);
  },
  'noise with memory': (seed) => autoregressive(seeded(seed), 0.9),
  'heavy tails': (seed) => {
    const random = seeded(seed);
    return () => studentT(random, 3);
  },
  'skewed noise': (seed) => {
    const noise = autoregressive(seeded(seed), 0.8);
    return () => Math.exp(0.6 * noise());
  },
  'a daily pattern': (seed) => {
    const random = seeded(seed);
    const noise = autoregressive(random, 0.8);
    return (time) =>
      60 - 28 * (dayTypeOf(time) ? 0.3 : 1) * rush((time / HOUR) % 24) + 2 * noise() + 1.5 * gauss(random);
  },
};

/** `steps` steps of a shape from LOCAL_MONDAY on. */
export function stream(shape: string, seed: number, steps: number): number[] {
  const next = SHAPES[shape](seed);
  return Array.from({ length: steps }, (_, i) => next(LOCAL_MONDAY + i * STEP));
}

export interface Fed {
  readonly scores: number[];
  /** Rarities of one channel. */
  readonly of: (channel: ChannelName) => number[];
}

/** Feeds a stream from step `from` on; `keep` says of each step whether it comes at all. */
export function feed(bank: ChannelBank, values: readonly number[], from = 0, keep = (_: number) => true): Fed {
  const scores: number[] = [];
  const evidence: Float32Array[] = [];
  values.forEach((value, i) => {
    const time = LOCAL_MONDAY + (from + i) * STEP;
    if (!keep(from + i)) return;
    const verdict = bank.step(time, dayTypeOf(time), value);
    scores.push(verdict.score);
    evidence.push(verdict.evidence.slice());
  });
  return { scores, of: (channel) => evidence.map((row) => row[CHANNELS.indexOf(channel)]) };
}

/** Scores only, without holes. */
export function scoresOf(bank: ChannelBank, values: readonly number[]): number[] {
  return values.map((value, i) => {
    const time = LOCAL_MONDAY + i * STEP;
    return bank.step(time, dayTypeOf(time), value).score;
  });
}

/** Alarms after step `from`, with hysteresis. */
export function alarms(scores: readonly number[], raise: number, from = 0): number {
  const state = noAlarm();
  let count = 0;
  scores.forEach((score, i) => {
    if (nextAlarm(state, { raise, clear: raise - 1.3, muteSteps: 96 }, score) && i >= from) count++;
  });
  return count;
}
