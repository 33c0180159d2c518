import { localTime, type LocalTime } from './local-time.js';
import { weatherAt, type Weather } from './weather.js';

/** What is the same for the whole city within one minute. */
export interface Moment {
  readonly local: LocalTime;
  readonly weather: Weather;
  /** Traffic demand of the morning and evening rush and of the rest of the day, each 0 to about 1. */
  readonly morning: number;
  readonly evening: number;
  readonly day: number;
  /** Demand for power of homes and of offices, 0 to 1. */
  readonly homes: number;
  readonly offices: number;
  /** The same one hour before: what still warms a transformer. */
  readonly homesBefore: number;
  readonly officesBefore: number;
}

const bump = (minute: number, middle: number, width: number): number => Math.exp(-(((minute - middle) / width) ** 2));
/** 0 at night, 1 by day, half way at the two given minutes. */
const plateau = (minute: number, from: number, to: number, soft: number): number =>
  1 / (1 + Math.exp((from - minute) / soft)) / (1 + Math.exp((minute - to) / soft));

const DAY = 86_400_000;
const isWeekend = (weekday: number): boolean => weekday === 0 || weekday === 6;

/** Days since the epoch of dates such as 2026-11-26. @throws RangeError where one is no date */
export function daysOf(dates: readonly string[]): ReadonlySet<number> {
  return new Set(
    dates.map((date) => {
      const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) / DAY : NaN;
      if (Number.isNaN(day)) throw new RangeError(`holiday "${date}" is no date; write it like 2026-11-26`);
      return day;
    }),
  );
}

const homesAt = (minute: number): number =>
  0.35 + 0.2 * plateau(minute, 380, 1380, 40) + 0.25 * bump(minute, 1170, 140);
const officesAt = (minute: number, weekend: boolean): number =>
  0.3 + (weekend ? 0.15 : 0.5) * plateau(minute, 430, 1130, 40);

type Zone = (time: number) => number;

function momentAt(seed: number, time: number, zone: Zone, holidays: ReadonlySet<number>): Moment {
  const local = localTime(time, zone(time));
  const { minute, weekday } = local;
  const weekend = isWeekend(weekday) || holidays.has(Math.floor((time + zone(time)) / DAY));
  const weather = weatherAt(seed, time, local);
  // Heating below and cooling above 17 °C.
  const climate = 0.012 * Math.abs(weather.temperature - 17) ** 0.7;
  return {
    local,
    weather,
    morning: weekend ? 0 : bump(minute, 465, 80),
    evening: weekend ? 0 : bump(minute, weekday === 5 ? 1005 : 1030, 105),
    day: weekend
      ? 0.8 * bump(minute, 850, 270) + 0.15 * plateau(minute, 480, 1400, 40)
      : plateau(minute, 350, 1290, 45),
    homes: homesAt(minute) + climate,
    offices: officesAt(minute, weekend) + climate,
    homesBefore: homesAt(Math.max(0, minute - 60)) + climate,
    officesBefore: officesAt(Math.max(0, minute - 60), weekend) + climate,
  };
}

/** A day of minutes; then the memory starts anew. */
const REMEMBERED = 1440;

/** A function of time that gives the city's moment, worked out once a minute. Holidays are days since the epoch, local. */
export function createMoments(
  seed: number,
  zone: Zone,
  holidays: ReadonlySet<number> = new Set(),
): (time: number) => Moment {
  const known = new Map<number, Moment>();
  return (time) => {
    const minute = Math.floor(time / 60_000);
    const remembered = known.get(minute);
    if (remembered) return remembered;
    const moment = momentAt(seed, minute * 60_000, zone, holidays);
    if (known.size >= REMEMBERED) known.clear();
    known.set(minute, moment);
    return moment;
  };
}
