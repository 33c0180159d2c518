import type { HolidayOn } from './holidays.js';

/** Milliseconds that the city's clock is ahead of UTC at a time (ms since the epoch). */
export type OffsetAt = (time: number) => number;

/** The city's clock and its public holidays. */
export interface Calendar {
  readonly offsetAt: OffsetAt;
  readonly holidayOn: HolidayOn;
}

const QUARTER = 900_000;
/** No zone has changed its offset twice within this time: the least in the IANA data is 96 hours. */
const SPAN = 6 * 3_600_000;
const CACHE_SIZE = 4_096;

/**
 * The offset function of an IANA time zone, daylight saving included. A look-up costs 20 µs, so the answer is kept for the six
 * hours around it; where it changes within them, for a quarter hour. A few zones have changed a minute past one: there the answer is late by that minute.
 * @throws RangeError for an unknown zone
 */
export function zoneOffset(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const cache = new Map<number, number>();
  const at = (start: number): number => {
    let found = cache.get(start);
    if (found === undefined) {
      found = lookUp(format, start);
      if (cache.size >= CACHE_SIZE) cache.clear();
      cache.set(start, found);
    }
    return found;
  };
  let [from, to, offset] = [Infinity, -Infinity, 0];
  return (time) => {
    if (time >= from && time < to) return offset;
    from = Math.floor(time / SPAN) * SPAN;
    to = from + SPAN;
    offset = at(from);
    if (offset !== at(to)) {
      from = Math.floor(time / QUARTER) * QUARTER;
      to = from + QUARTER;
      offset = at(from);
    }
    return offset;
  };
}

function lookUp(format: Intl.DateTimeFormat, time: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(time)) parts[type] = Number(value);
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) - time;
}
