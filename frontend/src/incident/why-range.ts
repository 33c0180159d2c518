const HOUR = 3_600_000;
const MINUTE = 60_000;
const LEAST_LEAD = HOUR;
const MOST_LEAD = 48 * HOUR;
const READINGS_BEFORE = 60;
const LEAST_TAIL = 10 * MINUTE;

/**
 * Of when a chart of an anomaly is: some sixty readings before it, so that the usual shows, up to now, or a while past its end.
 * @param interval usual ms between two readings
 * @param end ms; null while it lasts
 */
export function whyRange(
  { start, end }: { readonly start: number; readonly end: number | null },
  interval: number,
  now: number,
): { readonly from: number; readonly to: number } {
  const lead = Math.min(MOST_LEAD, Math.max(LEAST_LEAD, READINGS_BEFORE * interval));
  const tail = Math.max(LEAST_TAIL, lead / 4);
  const to = end === null ? Math.max(now, start + MINUTE) : Math.min(now, end + tail);
  // Whole minutes: asked again once a minute, not at each drawing.
  return { from: Math.floor((start - lead) / MINUTE) * MINUTE, to: Math.ceil(to / MINUTE) * MINUTE };
}
