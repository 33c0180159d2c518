import type { OffsetAt } from '@citywatch/detection';
import { quantile, sortedOf, sum } from '../score/statistics.js';
import { DAY, HOUR } from './clock.js';

/** A report of real or simulated data. */
export interface Row {
  readonly thing: string;
  readonly time: number;
  readonly results: Readonly<Record<string, number>>;
}

/** How an hourly mean changes from one hour to the next, one standard deviation. */
export interface HourlyChange {
  /** Of the mean over all stations. */
  readonly together: number;
  /** Of what one station has beside it; half of all stations change by less. */
  readonly apart: number;
}

/** How a road's speed changes: shares of each detector's median. */
export interface SpeedChange {
  /** The slowest twentieth of the time, at the detectors a quarter, half and three quarters down the order. */
  readonly slowest: readonly number[];
  /** From one weekday to the next at the same time between 3 and 7 in the afternoon: half and nine tenths of all changes are less. */
  readonly dayToDay: readonly number[];
}

/** Logarithms of less than this, µg/m³, are mostly rounding. */
const LEAST = 2;
/** Stations that must have a mean in an hour. */
const ENOUGH = 3;
const AFTERNOON = [15, 19] as const;

const mean = (values: readonly number[]): number => sum(values) / values.length;
const spread = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

/** @param isShare changes as logarithms, else in the property's unit */
export function hourlyChange(rows: Iterable<Row>, property: string, isShare: boolean): HourlyChange {
  const hours = new Map<string, Map<number, number[]>>();
  for (const { thing, time, results } of rows) {
    if (!(property in results)) continue;
    const mine = hours.get(thing) ?? new Map<number, number[]>();
    hours.set(thing, mine);
    const hour = Math.floor(time / HOUR);
    mine.set(hour, [...(mine.get(hour) ?? []), results[property]]);
  }
  const valueOf = (values: readonly number[]) => (isShare ? Math.log(Math.max(LEAST, mean(values))) : mean(values));
  const series = [...hours.values()].map((mine) => new Map([...mine].map(([hour, all]) => [hour, valueOf(all)])));
  const common = new Map<number, number>();
  for (const hour of new Set(series.flatMap((one) => [...one.keys()]))) {
    const all = series.flatMap((one) => one.get(hour) ?? []);
    if (all.length >= ENOUGH) common.set(hour, mean(all));
  }
  const own = series.map((one) => {
    const rest = [...one].flatMap(([hour, value]) => {
      const middle = common.get(hour);
      return middle === undefined ? [] : [[hour, value - middle] as const];
    });
    return spread(stepsOf(new Map(rest)));
  });
  return { together: spread(stepsOf(common)), apart: quantile(sortedOf(own), 0.5) };
}

/** Differences between neighbouring hours that are both there. */
function stepsOf(series: ReadonlyMap<number, number>): number[] {
  return [...series].flatMap(([hour, value]) => {
    const next = series.get(hour + 1);
    return next === undefined ? [] : [next - value];
  });
}

export function speedChange(rows: Iterable<Row>, offsetAt: OffsetAt): SpeedChange {
  const speeds = new Map<string, Map<number, number>>();
  for (const { thing, time, results } of rows) {
    // Some feeds say 0 for "no reading".
    if (!(results['speed'] > 1)) continue;
    const mine = speeds.get(thing) ?? new Map<number, number>();
    speeds.set(thing, mine);
    mine.set(Math.floor(time / 300_000), results['speed']);
  }
  const slowest: number[] = [];
  const changes: number[] = [];
  for (const mine of speeds.values()) {
    const sorted = sortedOf([...mine.values()]);
    const median = quantile(sorted, 0.5);
    slowest.push(quantile(sorted, 0.05) / median);
    for (const [slot, speed] of mine) {
      const time = slot * 300_000;
      const next = mine.get(slot + DAY / 300_000);
      if (next !== undefined && isWeekdayAfternoon(time, offsetAt) && isWeekdayAfternoon(time + DAY, offsetAt))
        changes.push(Math.abs(next - speed) / median);
    }
  }
  const [ordered, sortedChanges] = [sortedOf(slowest), sortedOf(changes)];
  return {
    slowest: [0.25, 0.5, 0.75].map((p) => quantile(ordered, p)),
    dayToDay: [0.5, 0.9].map((p) => quantile(sortedChanges, p)),
  };
}

function isWeekdayAfternoon(time: number, offsetAt: OffsetAt): boolean {
  const local = new Date(time + offsetAt(time));
  const [hour, weekday] = [local.getUTCHours(), local.getUTCDay()];
  return hour >= AFTERNOON[0] && hour < AFTERNOON[1] && weekday >= 1 && weekday <= 5;
}
