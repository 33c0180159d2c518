import { holesIn, type Span } from './spans.js';

const DAY = 86_400_000;
/** A kill loses at most the seconds since the last note of what was sent; such a hole is not worth a search. */
const SMALLEST_HOLE = 60_000;
/** A large city gets a coarser past instead of an endless one. */
export const MAX_BACKFILL_REPORTS = 5_000_000;

/** The step that keeps a back-fill within MAX_BACKFILL_REPORTS, at least the one asked for, in whole minutes. */
export function backfillStep(sensors: number, spanMs: number, wantedMs: number): number {
  const least = (sensors * spanMs) / MAX_BACKFILL_REPORTS;
  return least <= wantedMs ? wantedMs : Math.ceil(least / 60_000) * 60_000;
}

/** The parts still to send, at most a UTC day each, newest first: charts of today fill before those of last week. */
export function planBackfill(filled: readonly Span[], within: Span): Span[] {
  return holesIn(filled, within)
    .filter(([from, to]) => to - from >= SMALLEST_HOLE)
    .flatMap(splitAtDays)
    .sort((a, b) => b[0] - a[0]);
}

function splitAtDays([from, to]: Span): Span[] {
  const days: Span[] = [];
  for (let start = from; start < to;) {
    const end = Math.min(to, (Math.floor(start / DAY) + 1) * DAY);
    days.push([start, end]);
    start = end;
  }
  return days;
}

/** The steps of a part, in order; step k covers [k × step, (k + 1) × step) cut to the part. */
export function* stepsOf([from, to]: Span, step: number): Generator<Span> {
  for (let start = Math.floor(from / step) * step; start < to; start += step)
    yield [Math.max(from, start), Math.min(to, start + step)];
}
