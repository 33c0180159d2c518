export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Monday 4 May 2026, 00:00 in Chicago: the three weeks from it have no holiday and no change of the clock. */
export const START = Date.UTC(2026, 4, 4, 5);
export const TIME_ZONE = 'America/Chicago';

const FRIDAY = 4;

/** A moment as the city lives it. */
export interface Moment {
  readonly time: number;
  /** 0 up to 24. */
  readonly hour: number;
  /** Days since the beginning. */
  readonly day: number;
  readonly isWeekend: boolean;
  readonly isFriday: boolean;
}

export function momentOf(time: number): Moment {
  const day = Math.floor((time - START) / DAY);
  const weekday = ((day % 7) + 7) % 7;
  return {
    time,
    hour: (time - START - day * DAY) / HOUR,
    day,
    isWeekend: weekday > FRIDAY,
    isFriday: weekday === FRIDAY,
  };
}

/** A bell around an hour of the day, 1 at its top, over midnight too. */
export function bell(hour: number, top: number, width: number): number {
  const apart = ((hour - top + 36) % 24) - 12;
  return Math.exp(-(apart * apart) / (2 * width * width));
}

/** How high the sun stands, 0 to 1: from half past five to a quarter past eight in the evening, as in May. */
export const sunAt = (hour: number): number => Math.max(0, Math.sin((Math.PI * (hour - 5.5)) / 14.75));
