import { EVENT_KINDS, type EventKind } from '../city/found.js';
import { pairF1, type PairCounts } from './pairs.js';
import type { CityScore, SubstationScore } from './score.js';
import { bootstrap, quantile, share, sortedOf, sum, type Interval } from './statistics.js';

const MINUTE = 60_000;

/** The figures over all cities. Shares are 0 to 1, delays in minutes. */
export interface Figures {
  readonly cities: number;
  readonly sensorWeeks: number;
  readonly observations: number;
  readonly recall: Interval;
  readonly recallByKind: Readonly<Partial<Record<EventKind, KindFigures>>>;
  readonly invisible: number;
  /** Anomalies a sensor and week. */
  readonly falseAlarms: Interval;
  readonly falseAlarmsByDetector: Readonly<Record<string, number>>;
  readonly sideEffects: number;
  readonly precisionAboveInfo: Interval;
  readonly precisionAboveMinor: Interval;
  /** Wrong incidents above info a sensor and week. */
  readonly falseIncidents: Interval;
  /** Wrong incidents above minor, in all. */
  readonly wrongAboveMinor: number;
  readonly incidentsAnEvent: number;
  readonly membershipF1: Interval;
  readonly membershipF1OfAll: Interval;
  readonly membershipFit: Interval;
  readonly substations: readonly SubstationScore[];
  readonly twins: Readonly<Partial<Record<CityScore['twins'][number], number>>>;
  readonly delayP50: Interval;
  readonly delayP90: Interval;
  /** Of the events that were found, sorted, minutes. */
  readonly delays: readonly number[];
}

/** Recall of one kind of event, with how long half of what was found took, minutes. */
export interface KindFigures extends Interval {
  readonly events: number;
  readonly delayP50: number;
}

const falseOf = ({ falseAlarms }: CityScore): number => sum(Object.values(falseAlarms));
const addPairs = (pairs: readonly PairCounts[]): PairCounts => ({
  both: sum(pairs.map(({ both }) => both)),
  onlyFound: sum(pairs.map(({ onlyFound }) => onlyFound)),
  onlyTrue: sum(pairs.map(({ onlyTrue }) => onlyTrue)),
});

/** Events are drawn anew for recall and delay, cities for the rest: alarms of one city depend on each other. */
export function figuresOf(cities: readonly CityScore[]): Figures {
  const events = cities.flatMap((city) => city.events);
  const found = events.flatMap(({ delay }) => (delay === null ? [] : [delay / MINUTE]));
  const recallOf = (some: readonly (typeof events)[number][]) =>
    share(some.filter(({ delay }) => delay !== null).length, some.length);
  const weeks = (some: readonly CityScore[]) => sum(some.map(({ sensorWeeks }) => sensorWeeks));
  const byDetector: Record<string, number> = {};
  for (const { falseAlarms } of cities)
    for (const [detector, count] of Object.entries(falseAlarms))
      byDetector[detector] = (byDetector[detector] ?? 0) + count;
  const precision = (of: (city: CityScore) => CityScore['aboveInfo']) =>
    bootstrap(cities, (some) => share(sum(some.map((city) => of(city).right)), sum(some.map((city) => of(city).all))));
  return {
    cities: cities.length,
    sensorWeeks: weeks(cities),
    observations: sum(cities.map(({ observations }) => observations)),
    recall: bootstrap(events, recallOf),
    recallByKind: Object.fromEntries(
      EVENT_KINDS.flatMap((kind) => {
        const some = events.filter((event) => event.kind === kind);
        const delays = some.flatMap(({ delay }) => (delay === null ? [] : [delay / MINUTE]));
        const delayP50 = quantile(sortedOf(delays), 0.5);
        return some.length === 0 ? [] : [[kind, { ...bootstrap(some, recallOf), events: some.length, delayP50 }]];
      }),
    ),
    invisible: sum(cities.map(({ invisible }) => invisible)),
    falseAlarms: bootstrap(cities, (some) => share(sum(some.map(falseOf)), weeks(some))),
    falseAlarmsByDetector: byDetector,
    sideEffects: sum(cities.map(({ sideEffects }) => sideEffects)),
    precisionAboveInfo: precision(({ aboveInfo }) => aboveInfo),
    precisionAboveMinor: precision(({ aboveMinor }) => aboveMinor),
    falseIncidents: bootstrap(cities, (some) =>
      share(sum(some.map(({ aboveInfo }) => aboveInfo.all - aboveInfo.right)), weeks(some)),
    ),
    wrongAboveMinor: sum(cities.map(({ aboveMinor }) => aboveMinor.all - aboveMinor.right)),
    incidentsAnEvent: share(
      sum(cities.map(({ incidentsOfEvents }) => incidentsOfEvents.incidents)),
      sum(cities.map(({ incidentsOfEvents }) => incidentsOfEvents.events)),
    ),
    membershipF1: bootstrap(cities, (some) => pairF1(addPairs(some.map(({ joined }) => joined)))),
    membershipF1OfAll: bootstrap(cities, (some) => pairF1(addPairs(some.map(({ drawn }) => drawn)))),
    membershipFit: bootstrap(
      cities.flatMap(({ fits }) => fits),
      (some) => share(sum(some), some.length),
    ),
    substations: cities.flatMap(({ substations }) => substations),
    twins: Object.fromEntries(
      [...new Set(cities.flatMap(({ twins }) => twins))].map((what) => [
        what,
        sum(cities.map(({ twins }) => twins.filter((twin) => twin === what).length)),
      ]),
    ),
    delayP50: bootstrap(found, (some) => quantile(sortedOf(some), 0.5)),
    delayP90: bootstrap(found, (some) => quantile(sortedOf(some), 0.9)),
    delays: sortedOf(found).map((minutes) => Math.round(minutes * 10) / 10),
  };
}
