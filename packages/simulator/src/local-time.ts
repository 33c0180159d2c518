const QUARTER = 900_000;
const DAY = 86_400_000;
/** Enough for a hundred days of quarter hours; then the cache starts anew. */
const CACHE_LIMIT = 10_000;

export interface LocalTime {
  /** Minutes since local midnight by the clock on the wall, 0 up to 1440. */
  readonly minute: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1 is 1 January. */
  readonly dayOfYear: number;
}

/**
 * A function that gives a zone's offset from UTC in ms at a time (ms since the epoch), daylight saving included.
 * @throws RangeError where the zone is not an IANA name
 */
export function createZone(timeZone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const known = new Map<number, number>();
  return (time) => {
    // Every change of offset in use since 1972 falls on a quarter of an hour of UTC.
    const quarter = Math.floor(time / QUARTER);
    const cached = known.get(quarter);
    if (cached !== undefined) return cached;
    const text = format.formatToParts(quarter * QUARTER).find((part) => part.type === 'timeZoneName')?.value ?? '';
    const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(text) ?? [];
    const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
    if (known.size >= CACHE_LIMIT) known.clear();
    known.set(quarter, offset);
    return offset;
  };
}

/** The clock on the wall at a time, given the zone's offset. */
export function localTime(time: number, offset: number): LocalTime {
  const local = time + offset;
  const day = Math.floor(local / DAY);
  const year = new Date(local).getUTCFullYear();
  return {
    minute: (local - day * DAY) / 60_000,
    weekday: (((day + 4) % 7) + 7) % 7,
    dayOfYear: day - Date.UTC(year, 0, 1) / DAY + 1,
  };
}
