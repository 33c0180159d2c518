/** As a datetime-local input gives it. Date.parse alone takes almost anything for a time. */
const WALL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/**
 * The instant of a wall time such as "2026-11-20T06:00" in the city's zone, ms; null where it is no time. `offsetAt` gives that
 * zone's offset at an instant, as "-06:00".
 */
export function wallTime(text: string, offsetAt: (time: number) => string): number | null {
  if (!WALL_TIME.test(text)) return null;
  const asUtc = Date.parse(`${text}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  // The offset of the wall time itself: a night in which the clock changes has two.
  const guess = Date.parse(`${text}:00${offsetAt(asUtc)}`);
  return Date.parse(`${text}:00${offsetAt(guess)}`);
}
