/** Ticks of a time axis in a city's own time. */
const MINUTE = 60_000;
const HOUR = 3_600_000;
export const DAY = 86_400_000;
const STEPS = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  28 * DAY,
];

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that the zone's wall clock is ahead of UTC at `time` (DST included). */
export function zoneOffset(time: number, timeZone: string): number {
  let format = formatters.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(time)) part[type] = Number(value);
  const wall = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return wall - Math.floor(time / 1000) * 1000;
}

/** The instant at which the zone's wall clock shows `wall` (ms as if UTC). In the hour that DST skips, the instant after the skip. */
export function fromWall(wall: number, timeZone: string): number {
  const guess = wall - zoneOffset(wall, timeZone);
  const second = wall - zoneOffset(guess, timeZone);
  return second + zoneOffset(second, timeZone) === wall ? second : Math.max(guess, second);
}

/** Start of the zone's day that holds `time`. */
export function startOfDay(time: number, timeZone: string): number {
  const wall = time + zoneOffset(time, timeZone);
  return fromWall(Math.floor(wall / DAY) * DAY, timeZone);
}

/** The same wall-clock time `days` days later (earlier when negative): a day of 23 or 25 hours counts as one. */
export function addDays(time: number, days: number, timeZone: string): number {
  return fromWall(time + zoneOffset(time, timeZone) + days * DAY, timeZone);
}

export interface TimeAxis {
  /** ms; also the length of one interval, by which labels are chosen. */
  readonly step: number;
  readonly ticks: readonly number[];
}

/** At most `most` ticks in [from, to], on round local times: full minutes, hours, midnights, Mondays. */
export function planTimeAxis(from: number, to: number, timeZone: string, most: number): TimeAxis {
  const step = STEPS.find((s) => (to - from) / s <= most) ?? STEPS[STEPS.length - 1];
  const ticks: number[] = [];
  // Weeks are counted from a Monday: day 0 of the epoch was a Thursday.
  const origin = step >= 7 * DAY ? 4 * DAY : 0;
  let wall = Math.ceil((from + zoneOffset(from, timeZone) - origin) / step) * step + origin;
  for (;;) {
    const tick = fromWall(wall, timeZone);
    if (tick > to) break;
    // Twice the same hour in autumn, or a tick before `from` where the clock jumped: once is enough.
    if (tick >= from && tick > (ticks.at(-1) ?? -Infinity)) ticks.push(tick);
    wall += step;
  }
  return { step, ticks };
}

/**
 * Label of a tick: "14:00" within a day, the day at a midnight ("Thu 5"), the date on long axes ("5 Nov").
 * @param locale BCP 47, such as en-GB or zh-CN
 */
export function tickLabel(time: number, step: number, timeZone: string, locale: string): string {
  const options = (o: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...o }).format(time);
  if (step >= 7 * DAY) return options({ day: 'numeric', month: 'short' });
  const midnight = (time + zoneOffset(time, timeZone)) % DAY === 0;
  if (midnight) return options({ weekday: 'short', day: 'numeric' });
  return options({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}
