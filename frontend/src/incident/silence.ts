import { wallTime } from './wall-time';

/** Choices of how long, minutes; or an end time. Never without an end. */
export const SILENCE_MINUTES = [5, 15, 60] as const;
export const SILENCE_MOST = 7 * 86_400_000;

/**
 * When a silence ends, ms; null where `at` is no time from now to 7 days ahead. `choice`: minutes as text, or 'until' with
 * `at` as "2026-11-20T06:00" in the city's zone. `offsetAt` gives that zone's offset at a time, as "-06:00".
 */
export function silenceUntil(
  choice: string,
  at: string,
  now: number,
  offsetAt: (time: number) => string,
): number | null {
  if (choice !== 'until') return now + Number(choice) * 60_000;
  const until = wallTime(at, offsetAt);
  return until !== null && until > now && until <= now + SILENCE_MOST ? until : null;
}
