import { wallTime } from './wall-time';

/** Choices of how long known work takes; 'morning' is the next 06:00, when the day shift begins; 'until' a time of one's own. */
export const WORK_CHOICES = ['1h', '4h', 'morning', 'week', 'until'] as const;
export type WorkChoice = (typeof WORK_CHOICES)[number];
/** The server takes no more (MAX_KNOWN_WORK_MS of the detection package). */
export const WORK_MOST = 366 * 86_400_000;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FIXED = { '1h': HOUR, '4h': 4 * HOUR, week: 7 * DAY } as const;
const MORNING = '06:00';

/**
 * When known work ends, ms; null where `at` is no time from now to 366 days ahead.
 * @param at "2026-11-20T06:00" in the city's zone, for 'until'
 * @param iso an instant as ISO 8601 in the city's zone, "2026-11-19T17:42:08-06:00"
 */
export function workUntil(choice: WorkChoice, at: string, now: number, iso: (time: number) => string): number | null {
  const offsetAt = (time: number) => iso(time).slice(-6);
  if (choice === 'morning') return nextMorning(now, iso, offsetAt);
  if (choice !== 'until') return now + FIXED[choice];
  const until = wallTime(at, offsetAt);
  return until !== null && until > now && until <= now + WORK_MOST ? until : null;
}

function nextMorning(now: number, iso: (time: number) => string, offsetAt: (time: number) => string): number | null {
  const [today, tomorrow] = [now, now + DAY].map((time) => wallTime(`${iso(time).slice(0, 10)}T${MORNING}`, offsetAt));
  return today !== null && today > now ? today : tomorrow;
}
