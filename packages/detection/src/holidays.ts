/** True on a public holiday. `day` counts days of the city's own calendar since 1970-01-01. */
export type HolidayOn = (day: number) => boolean;

/** Months from 1, weekdays from Sunday 0; `nth` -1 is the last. Easter in days after Easter Sunday. */
type Rule =
  | { readonly month: number; readonly day: number }
  | { readonly month: number; readonly weekday: number; readonly nth: number; readonly plus?: number }
  | { readonly easter: number };

interface Country {
  readonly rules: readonly Rule[];
  /** Where a fixed day falls on a weekend: also the nearest weekday is free, or the next one, or none. */
  readonly moved: 'nearest' | 'next' | 'never';
}

const DAY = 86_400_000;
const on = (month: number, day: number): Rule => ({ month, day });
const nth = (count: number, weekday: number, month: number, plus = 0): Rule => ({ month, weekday, nth: count, plus });
const easter = (days: number): Rule => ({ easter: days });
const [SUNDAY, MONDAY, THURSDAY, SATURDAY] = [0, 1, 4, 6];

/** Public holidays of a whole country; a city adds its own as dates. */
const COUNTRIES: Readonly<Record<string, Country>> = {
  // 5 U.S.C. 6103. The Friday after Thanksgiving is none of them, but no ordinary weekday either.
  US: {
    moved: 'nearest',
    rules: [
      on(1, 1),
      nth(3, MONDAY, 1),
      nth(3, MONDAY, 2),
      nth(-1, MONDAY, 5),
      on(6, 19),
      on(7, 4),
      nth(1, MONDAY, 9),
      nth(2, MONDAY, 10),
      on(11, 11),
      nth(4, THURSDAY, 11),
      nth(4, THURSDAY, 11, 1),
      on(12, 25),
    ],
  },
  // England and Wales.
  GB: {
    moved: 'next',
    rules: [
      on(1, 1),
      easter(-2),
      easter(1),
      nth(1, MONDAY, 5),
      nth(-1, MONDAY, 5),
      nth(-1, MONDAY, 8),
      on(12, 25),
      on(12, 26),
    ],
  },
  DE: {
    moved: 'never',
    rules: [on(1, 1), easter(-2), easter(1), on(5, 1), easter(39), easter(50), on(10, 3), on(12, 25), on(12, 26)],
  },
  FR: {
    moved: 'never',
    rules: [
      on(1, 1),
      easter(1),
      on(5, 1),
      on(5, 8),
      easter(39),
      easter(50),
      on(7, 14),
      on(8, 15),
      on(11, 1),
      on(11, 11),
      on(12, 25),
    ],
  },
};

/**
 * The holidays that a text names: country codes (US, GB, DE, FR) and dates (2026-12-24), separated by commas; `none` is none.
 * @throws RangeError that names the part which is neither
 */
export function holidaysOf(text: string): HolidayOn {
  const countries: Country[] = [];
  const dates = new Set<number>();
  for (const part of text.split(',').map((item) => item.trim())) {
    const date = /^\d{4}-\d{2}-\d{2}$/.test(part) ? Date.parse(`${part}T00:00:00Z`) : NaN;
    const country = COUNTRIES[part.toUpperCase()];
    if (!Number.isNaN(date) && new Date(date).toISOString().startsWith(part)) dates.add(date / DAY);
    else if (country !== undefined) countries.push(country);
    else if (part !== 'none' && part !== '')
      throw new RangeError(
        `"${part}" is no holiday calendar: use ${Object.keys(COUNTRIES).join(', ')}, dates such as 2026-12-24, or none`,
      );
  }
  const years = new Map<number, ReadonlySet<number>>();
  let last = NaN;
  let answer = false;
  return (day) => {
    if (day === last) return answer;
    const year = new Date(day * DAY).getUTCFullYear();
    let days = years.get(year);
    if (days === undefined) years.set(year, (days = daysOf(countries, year)));
    last = day;
    answer = days.has(day) || dates.has(day);
    return answer;
  };
}

/** New Year's Day of the next year may be kept on this year's last day. */
const daysOf = (countries: readonly Country[], year: number): ReadonlySet<number> =>
  new Set(countries.flatMap((country) => [...holidays(country, year), ...holidays(country, year + 1)]));

function holidays({ rules, moved }: Country, year: number): Set<number> {
  const days = new Set(rules.map((rule) => dayOf(rule, year)));
  if (moved === 'never') return days;
  for (const day of [...days].sort((a, b) => a - b)) {
    const weekday = weekdayOf(day);
    if (weekday !== SATURDAY && weekday !== SUNDAY) continue;
    if (moved === 'nearest') days.add(weekday === SATURDAY ? day - 1 : day + 1);
    else days.add(nextWorkday(day, days));
  }
  return days;
}

function nextWorkday(day: number, taken: ReadonlySet<number>): number {
  let next = day + 1;
  while (weekdayOf(next) === SATURDAY || weekdayOf(next) === SUNDAY || taken.has(next)) next++;
  return next;
}

function dayOf(rule: Rule, year: number): number {
  if ('easter' in rule) return easterSunday(year) + rule.easter;
  if ('day' in rule) return Date.UTC(year, rule.month - 1, rule.day) / DAY;
  const { month, weekday, nth: count, plus = 0 } = rule;
  if (count > 0) {
    const first = Date.UTC(year, month - 1, 1) / DAY;
    return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (count - 1) + plus;
  }
  const end = Date.UTC(year, month, 0) / DAY;
  return end - ((weekdayOf(end) - weekday + 7) % 7) + plus;
}

/** Day of the week of a day since 1970-01-01, Sunday 0. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

/** Easter Sunday of the Gregorian calendar (the "anonymous" algorithm: Nature, 20 April 1876). */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const day = (h + l - 7 * m + 33 * month + 19) % 32;
  return Date.UTC(year, month - 1, day) / DAY;
}
