import { weekdayOf } from '../holidays.js';
import type { Calendar } from '../local-time.js';
import { BINS, S, type DatastreamState } from './state.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Most that holidays so far may say of the next one, log-odds. */
const SURE = 4;
/** Hours that a bin must have been taught before its expectation counts: two days of one kind, less some loss. */
export const READY_HOURS = 1.5;
/** One day, less some loss: nothing is known of how days differ, so the band is as much wider as `ONE_DAY_DOUBT` says. */
const EARLY_HOURS = 0.9;
const DOUBT = 0.5;
const ONE_DAY_DOUBT = 1;
/** Memory of a bin in hours: ten weekdays, five weekend days. */
const MEMORY = [10, 5] as const;
/** How long a level found now says something about later. */
const LEVEL_DECAY_MS = 6 * HOUR;

/** What the profile says of one time. One object is reused: read it before the next call. */
export interface Prediction {
  a: number;
  b: number;
  /** Share of bin b. */
  share: number;
  /** Profile alone, without the short-term level; NaN while both bins are empty. */
  base: number;
  spread: number;
  ready: boolean;
  /** One day of this kind is known at least: what is far off can be told, and nothing else is judged yet. */
  early: boolean;
  /** On a holiday nothing is learnt of weekdays and weekends. */
  holiday: boolean;
  /** Half the difference that not knowing how the holiday is kept makes, and what weekdays and weekends expect apart. */
  unknown: number;
  weekday: number;
  weekend: number;
}
const out: Prediction = {
  a: 0,
  b: 0,
  share: 0,
  base: NaN,
  spread: 0,
  ready: false,
  early: false,
  holiday: false,
  unknown: 0,
  weekday: NaN,
  weekend: NaN,
};

/** 0 on weekdays, 1 on Saturdays and Sundays. */
const dayType = (day: number): 0 | 1 => {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6 ? 1 : 0;
};

/** The two hours about a time. */
interface About {
  time: number;
  calendar: Calendar | null;
  share: number;
  holiday: boolean;
  hourA: number;
  hourB: number;
  a: number;
  b: number;
}
const nowhere = (): About => ({
  time: NaN,
  calendar: null,
  share: 0,
  holiday: false,
  hourA: 0,
  hourB: 0,
  a: 0,
  b: 0,
});

/** The last two answers are kept: all Datastreams of a report ask for its time and, for the forecast, for the step after it. */
let about = nowhere();
let before = nowhere();

function locate(time: number, calendar: Calendar): void {
  if (time === about.time && calendar === about.calendar) return;
  [about, before] = [before, about];
  if (time === about.time && calendar === about.calendar) return;
  const local = time + calendar.offsetAt(time);
  const position = local / HOUR - 0.5;
  const day = Math.floor(local / DAY);
  const first = Math.floor(position);
  const dayA = Math.floor(first / 24);
  const dayB = Math.floor((first + 1) / 24);
  about.time = time;
  about.calendar = calendar;
  about.share = position - first;
  about.holiday = dayType(day) === 0 && calendar.holidayOn(day);
  about.hourA = first - dayA * 24;
  about.hourB = first + 1 - dayB * 24;
  about.a = dayType(dayA) * 24 + about.hourA;
  about.b = dayType(dayB) * 24 + about.hourB;
}

/** Looks between the two nearest hours' middles, across midnight into the next day's type. */
export function predict(state: DatastreamState, time: number, calendar: Calendar): Prediction {
  locate(time, calendar);
  out.share = about.share;
  out.holiday = about.holiday;
  if (out.holiday) lookUpHoliday(state, about.hourA, about.hourB);
  else {
    out.unknown = 0;
    lookUp(state, about.a, about.b);
  }
  return out;
}

function lookUp({ mean, spread, weight }: DatastreamState, a: number, b: number): void {
  const { share } = out;
  const wa = weight[a];
  const wb = weight[b];
  out.a = a;
  out.b = b;
  // An empty bin borrows from its neighbour until it has been taught itself.
  const f = wb === 0 ? 0 : wa === 0 ? 1 : share;
  out.base = wa === 0 && wb === 0 ? NaN : mean[a] * (1 - f) + mean[b] * f;
  out.spread = spread[a] * (1 - f) + spread[b] * f;
  out.ready = (wa >= READY_HOURS || share > 0.85) && (wb >= READY_HOURS || share < 0.15);
  out.early = Math.min(wa, wb) >= EARLY_HOURS;
}

/**
 * A holiday is between a weekday and a weekend, by what this Datastream has shown on holidays; not knowing widens the band.
 * Where either kind of day is not known yet, nothing is.
 */
function lookUpHoliday(state: DatastreamState, hourA: number, hourB: number): void {
  lookUp(state, hourA, hourB);
  const { base: weekday, spread, ready } = out;
  lookUp(state, 24 + hourA, 24 + hourB);
  const weekend = out.base;
  const like = weekendShare(state.n[S.holiday]);
  out.weekday = weekday;
  out.weekend = weekend;
  out.base = weekday + like * (weekend - weekday);
  out.spread = Math.max(spread, out.spread);
  out.unknown = Math.sqrt(like * (1 - like)) * Math.abs(weekend - weekday);
  out.ready = out.ready && ready;
  out.early = false;
}

const weekendShare = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

/** 0: the day counts as a weekday, 1: as a weekend, as far as is known. */
export const dayTypeAt = (state: DatastreamState, local: number, holidayOn: Calendar['holidayOn']): 0 | 1 => {
  const day = Math.floor(local / DAY);
  return dayType(day) === 1 || (holidayOn(day) && state.n[S.holiday] > 0) ? 1 : 0;
};

/**
 * Learns on a holiday which kind of day it is like, by which expectation is nearer; answers by how much more is expected now, so
 * that the level can make up for it. At most a factor of e^8 an hour, so that no quarter of an hour decides.
 * @param scale one standard deviation of a reading
 * @param hours that the observation stands for
 */
export function learnHoliday(
  state: DatastreamState,
  { weekday, weekend }: Prediction,
  result: number,
  scale: number,
  hours: number,
): number {
  const { n } = state;
  const gain = (((result - weekday) / scale) ** 2 - ((result - weekend) / scale) ** 2) / 2;
  const before = weekendShare(n[S.holiday]);
  const lesson = 4 * hours * Math.min(2, Math.max(-2, gain));
  n[S.holiday] = Math.min(SURE, Math.max(-SURE, n[S.holiday] + lesson));
  return (weekendShare(n[S.holiday]) - before) * (weekend - weekday);
}

/** What remains after `elapsed` ms of a level that was found then. */
export const levelAfter = (level: number, elapsed: number): number =>
  level * Math.exp(-Math.max(0, elapsed) / LEVEL_DECAY_MS);

/** One standard deviation of what is expected: the hour's spread, and what an unknown level may add. */
export function scaleOf(state: DatastreamState, prediction: Prediction, step: number, elapsed: number): number {
  const { n } = state;
  const forgotten = 1 - levelAfter(1, elapsed);
  const inner = Math.max(prediction.spread, 0.5 * n[S.spread], 1.5 * step);
  const unknown = n[S.levelSpread] * forgotten;
  const known = Math.min(state.weight[prediction.a], state.weight[prediction.b]);
  const few = 1 + (prediction.ready ? DOUBT : ONE_DAY_DOUBT) / Math.max(0.5, known);
  return Math.sqrt(inner * inner + unknown * unknown + prediction.unknown * prediction.unknown) * few;
}

/**
 * Teaches the two bins one observation. `hours` is the time it stands for, so that sampling rate does not matter.
 * @param residual from the profile alone, for the mean
 * @param deviation from profile and level, clipped by the caller, for the spread
 */
export function teach(
  state: DatastreamState,
  prediction: Prediction,
  result: number,
  residual: number,
  deviation: number,
  hours: number,
): void {
  const { a, b, share, holiday } = prediction;
  if (holiday) return;
  const norm = (1 - share) * (1 - share) + share * share;
  teachBin(state, a, 1 - share, norm, result, residual, deviation, hours);
  teachBin(state, b, share, norm, result, residual, deviation, hours);
}

function teachBin(
  state: DatastreamState,
  bin: number,
  share: number,
  norm: number,
  result: number,
  residual: number,
  deviation: number,
  hours: number,
): void {
  const { mean, spread, weight } = state;
  const gained = hours * share;
  const known = weight[bin];
  if (known === 0) {
    if (share < 0.05) return;
    mean[bin] = result;
    spread[bin] = deviation;
  } else {
    const memory = MEMORY[bin < BINS / 2 ? 0 : 1];
    const rate = hours / (Math.min(known, memory) + hours);
    mean[bin] += ((rate * share) / norm) * residual;
    spread[bin] += rate * share * (deviation - spread[bin]);
  }
  weight[bin] = Math.min(known + gained, 10_000);
}
