/** Times in the city's zone; all arguments are ms since the epoch. */
export interface TimeFormat {
  /** "17:42:08" */
  clock(time: number): string;
  /** "17:42" */
  hourMinute(time: number): string;
  /** "Thu 19 Nov" */
  day(time: number): string;
  /** "19 Nov": a day of a year that needs no weekday. */
  date(time: number): string;
  /** "17:42:08" today, else "Fri 13 Nov 14:00", with the year where it is not this one. */
  moment(time: number, now: number): string;
  /** "17:42" today, else "Fri 13 Nov 14:00": for what nobody plans to the second. */
  minute(time: number, now: number): string;
  /** "CST", in summer "CDT". */
  zone(time: number): string;
  /** ISO 8601 with the city's offset, for exports: "2026-11-19T17:42:08-06:00". */
  iso(time: number): string;
}

type Fields = Record<string, string>;

/** Time formats for a locale (BCP 47) in an IANA zone. */
export function formatTimes(locale: string, timeZone: string): TimeFormat {
  const fields = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const dayAndMonth = { timeZone, day: 'numeric', month: 'short' } as const;
  const days = new Intl.DateTimeFormat(locale, { ...dayAndMonth, weekday: 'short' });
  const dates = new Intl.DateTimeFormat(locale, dayAndMonth);
  const years = new Intl.DateTimeFormat(locale, { ...dayAndMonth, weekday: 'short', year: 'numeric' });
  // Only American English knows CST and CDT; elsewhere the same is GMT-6.
  const zones = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'short' });
  const offsets = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const read = (time: number): Fields => parts(fields, time);

  const clock = (time: number) => {
    const p = read(time);
    return `${p.hour}:${p.minute}:${p.second}`;
  };
  const hourMinute = (time: number) => clock(time).slice(0, 5);
  const isoDate = (time: number) => {
    const p = read(time);
    return `${p.year}-${p.month}-${p.day}`;
  };
  const day = (time: number) => {
    if (locale.startsWith('zh')) return days.format(time);
    const p = parts(days, time);
    return `${p.weekday} ${p.day} ${p.month}`;
  };
  const dayOfYear = (time: number, now: number) => {
    if (read(time).year === read(now).year) return day(time);
    if (locale.startsWith('zh')) return years.format(time);
    const p = parts(years, time);
    return `${p.weekday} ${p.day} ${p.month} ${p.year}`;
  };
  const dayAnd = (time: number, now: number) => `${dayOfYear(time, now)} ${hourMinute(time)}`;
  return {
    clock,
    hourMinute,
    day,
    date: (time) => {
      if (locale.startsWith('zh')) return dates.format(time);
      const p = parts(dates, time);
      return `${p.day} ${p.month}`;
    },
    moment: (time, now) => (isoDate(time) === isoDate(now) ? clock(time) : dayAnd(time, now)),
    minute: (time, now) => (isoDate(time) === isoDate(now) ? hourMinute(time) : dayAnd(time, now)),
    zone: (time) => parts(zones, time).timeZoneName,
    iso: (time) => {
      const offset = parts(offsets, time).timeZoneName.replace('GMT', '');
      return `${isoDate(time)}T${clock(time)}${offset === '' ? '+00:00' : offset}`;
    },
  };
}

const parts = (format: Intl.DateTimeFormat, time: number): Fields =>
  Object.fromEntries(format.formatToParts(time).map((part) => [part.type, part.value]));
