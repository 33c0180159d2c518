import { createZone } from '@citywatch/simulator';

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/;
const ABSOLUTE = /T.*(?:Z|[+-]\d{2}:\d{2})$/;
const DAY = 86_400_000;

/** What a clock on the wall shows, as ms as if it were UTC; undefined where the text is no such time. */
export function parseWall(text: string): number | undefined {
  const match = LOCAL.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  return wallOf(year, month, day, hour, minute, second);
}

/** The same from numbers; undefined where there is no such day or hour (24 is the next day's 0). */
export function wallOf(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number | undefined {
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour <= 24 && minute < 60 && second < 61;
  return exists && Number.isFinite(time) ? time : undefined;
}

/** The time of a text that carries its own offset, or undefined. */
export const parseAbsolute = (text: string): number | undefined => {
  const time = ABSOLUTE.test(text.trim()) ? Date.parse(text.trim()) : NaN;
  return Number.isNaN(time) ? undefined : time;
};

/**
 * A function from wall-clock time in a zone to time (ms since the epoch). Where the clock is put back a wall time comes
 * twice: the earlier one, unless that is not after `after`. A wall time that is skipped counts on as if it were not.
 * @throws RangeError where the zone is not an IANA name
 */
export function createWallClock(timeZone: string): (wall: number, after?: number) => number {
  const zone = createZone(timeZone);
  return (wall, after = -Infinity) => {
    // Offsets change at most once within two days.
    const [before, behind] = [zone(wall - DAY), zone(wall + DAY)];
    const times = [wall - before, wall - behind].filter((time) => time + zone(time) === wall).sort((a, b) => a - b);
    if (times.length === 0) return wall - before;
    return times.find((time) => time > after) ?? times[times.length - 1];
  };
}
