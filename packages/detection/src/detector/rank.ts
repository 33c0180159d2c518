import { DAYS, S, type DatastreamState } from './state.js';

/** Days that must be known before a rank says anything. */
const LEAST_DAYS = 3;

/** Remembers the day's largest deviation, in spreads; a new local day takes the place of the one 28 days before. */
export function noteDeviation(state: DatastreamState, localTime: number, deviation: number): void {
  const { n, worst } = state;
  const day = Math.floor(localTime / 86_400_000);
  if (day !== n[S.day]) {
    state.slowChanged = true;
    if (!Number.isNaN(n[S.day])) {
      worst[slotOf(n[S.day])] = n[S.dayWorst];
      // Days without a reading are unknown, not calm.
      for (let lost = Math.max(n[S.day] + 1, day - DAYS); lost <= day; lost++) worst[slotOf(lost)] = NaN;
    }
    n[S.day] = day;
    n[S.dayWorst] = 0;
  }
  if (deviation > n[S.dayWorst]) n[S.dayWorst] = deviation;
}

/** The place of a deviation among the largest of the days before, 1 = the largest; null while fewer than three are known. */
export function rankOf(state: DatastreamState, deviation: number): { place: number; days: number } | null {
  if (Number.isNaN(deviation)) return null;
  let days = 0;
  let place = 1;
  for (const value of state.worst) {
    if (Number.isNaN(value)) continue;
    days++;
    if (value > deviation) place++;
  }
  return days < LEAST_DAYS ? null : { place, days };
}

const slotOf = (day: number): number => ((day % DAYS) + DAYS) % DAYS;
