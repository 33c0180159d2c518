import { bell, type Moment } from './clock.js';
import type { Random } from './random.js';

/** When the people of a place drive; hours, and shares of a weekday's rush. */
export interface Habits {
  readonly morning: number;
  readonly morningWidth: number;
  readonly evening: number;
  readonly eveningWidth: number;
  /** How much earlier the evening begins on a Friday. */
  readonly fridayEarlier: number;
  readonly weekend: number;
  readonly weekendTop: number;
}

export const drawHabits = (random: Random): Habits => ({
  morning: random.between(7, 9),
  morningWidth: random.between(0.8, 2),
  evening: random.between(16, 18.5),
  eveningWidth: random.between(1, 3),
  fridayEarlier: random.between(0, 1),
  weekend: random.between(0.2, 0.55),
  weekendTop: random.between(13.5, 14.5),
});

/** Habits of a place that has most in common with others: those of a road's detectors, less a share of their own. */
export function nearly(common: Habits, own: Habits, ownShare: number): Habits {
  const entries = Object.entries(common) as [keyof Habits, number][];
  return Object.fromEntries(
    entries.map(([key, value]) => [key, (1 - ownShare) * value + ownShare * own[key]]),
  ) as unknown as Habits;
}

/** How much of the rush is on the way, 0 to a little above 1. */
export function rushAt(habits: Habits, { hour, isWeekend, isFriday }: Moment): number {
  if (isWeekend) return habits.weekend * bell(hour, habits.weekendTop, 4);
  const evening = habits.evening - (isFriday ? habits.fridayEarlier : 0);
  return bell(hour, habits.morning, habits.morningWidth) + bell(hour, evening, habits.eveningWidth);
}
