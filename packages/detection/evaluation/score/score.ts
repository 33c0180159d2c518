import { severityRank, type Severity } from '@citywatch/contracts';
import { INCIDENT_KINDS, type SimulatedIncidentKind } from '@citywatch/simulator';
import type { CityRun, TrueEvent } from '../city/found.js';
import { attribute, judgeIncidents, type Attribution, type JudgedIncident } from './attribute.js';
import { countPairs, pairF1, type PairCounts } from './pairs.js';
import { remarksOn } from './remarks.js';
import { bootstrap, quantile, share, sortedOf, sum, type Interval } from './statistics.js';

const WEEK = 604_800_000;
const MINUTE = 60_000;

/** What is kept of one city: enough for every figure, so that cities can be judged in different processes. */
export interface CityScore {
  readonly seed: number;
  readonly sensorWeeks: number;
  readonly observations: number;
  /** Events that any report shows, with the delay of the first alarm, ms; null where none came. */
  readonly events: readonly { readonly kind: SimulatedIncidentKind; readonly delay: number | null }[];
  /** Events that no report shows. */
  readonly invisible: number;
  /** False anomalies by detector, and those that count for nobody. */
  readonly falseAlarms: Readonly<Record<string, number>>;
  readonly sideEffects: number;
  /** Incidents above info, and above minor: how many, and how many of an event. */
  readonly aboveInfo: { readonly all: number; readonly right: number };
  readonly aboveMinor: { readonly all: number; readonly right: number };
  /** Incidents above info that are of an event, by how many events they are of. */
  readonly incidentsOfEvents: { readonly incidents: number; readonly events: number };
  readonly joined: PairCounts;
  readonly drawn: PairCounts;
  /** What went wrong, a line each, for who tunes. */
  readonly remarks: readonly string[];
}

export function scoreCity(run: CityRun): CityScore {
  const attributions = attribute(run);
  const judged = judgeIncidents(run, attributions);
  const visible = run.events.filter(({ truth }) => truth.some((entry) => entry.visible));
  const delays = delaysOf(attributions);
  const falseAlarms: Record<string, number> = {};
  for (const { what, anomaly } of attributions)
    if (what === 'false') falseAlarms[anomaly.detector] = (falseAlarms[anomaly.detector] ?? 0) + 1;
  const ofEvents = judged.filter(({ incident, event }) => event !== null && isAbove(incident.severity, 'info'));
  return {
    seed: run.seed,
    sensorWeeks: (run.things * (run.to - run.from)) / WEEK,
    observations: run.observations,
    events: visible.map((event) => ({ kind: event.kind, delay: delays.get(event) ?? null })),
    invisible: run.events.length - visible.length,
    falseAlarms,
    sideEffects: attributions.filter(({ what }) => what === 'side effect').length,
    aboveInfo: rightOnes(judged, 'info'),
    aboveMinor: rightOnes(judged, 'minor'),
    incidentsOfEvents: { incidents: ofEvents.length, events: new Set(ofEvents.map(({ event }) => event)).size },
    joined: countPairs(run, attributions, false),
    drawn: countPairs(run, attributions, true),
    remarks: remarksOn(run, attributions, judged),
  };
}

/** Of the first alarm of each event, from the onset at the Thing that raised it. */
function delaysOf(attributions: readonly Attribution[]): Map<TrueEvent, number> {
  const first = new Map<TrueEvent, Attribution>();
  for (const item of attributions) {
    if (item.event === null || item.what !== 'found') continue;
    const known = first.get(item.event);
    if (known === undefined || item.anomaly.raisedAt < known.anomaly.raisedAt) first.set(item.event, item);
  }
  return new Map([...first].map(([event, { delay }]) => [event, delay]));
}

const isAbove = (severity: Severity, than: Severity): boolean => severityRank(severity) > severityRank(than);

function rightOnes(
  judged: readonly JudgedIncident[],
  than: Severity,
): { readonly all: number; readonly right: number } {
  const above = judged.filter(({ incident }) => isAbove(incident.severity, than));
  return { all: above.length, right: above.filter(({ event }) => event !== null).length };
}

/** The figures over all cities. Shares are 0 to 1, delays in minutes. */
export interface Figures {
  readonly cities: number;
  readonly sensorWeeks: number;
  readonly observations: number;
  readonly recall: Interval;
  readonly recallByKind: Readonly<Partial<Record<SimulatedIncidentKind, Interval & { readonly events: number }>>>;
  readonly invisible: number;
  /** Anomalies a sensor and week. */
  readonly falseAlarms: Interval;
  readonly falseAlarmsByDetector: Readonly<Record<string, number>>;
  readonly sideEffects: number;
  readonly precisionAboveInfo: Interval;
  readonly precisionAboveMinor: Interval;
  /** Wrong incidents above info a sensor and week. */
  readonly falseIncidents: Interval;
  readonly incidentsAnEvent: number;
  readonly membershipF1: Interval;
  readonly membershipF1OfAll: Interval;
  readonly delayP50: Interval;
  readonly delayP90: Interval;
  /** Of the events that were found, sorted, minutes. */
  readonly delays: readonly number[];
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
      INCIDENT_KINDS.flatMap((kind) => {
        const some = events.filter((event) => event.kind === kind);
        return some.length === 0 ? [] : [[kind, { ...bootstrap(some, recallOf), events: some.length }]];
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
    incidentsAnEvent: share(
      sum(cities.map(({ incidentsOfEvents }) => incidentsOfEvents.incidents)),
      sum(cities.map(({ incidentsOfEvents }) => incidentsOfEvents.events)),
    ),
    membershipF1: bootstrap(cities, (some) => pairF1(addPairs(some.map(({ joined }) => joined)))),
    membershipF1OfAll: bootstrap(cities, (some) => pairF1(addPairs(some.map(({ drawn }) => drawn)))),
    delayP50: bootstrap(found, (some) => quantile(sortedOf(some), 0.5)),
    delayP90: bootstrap(found, (some) => quantile(sortedOf(some), 0.9)),
    delays: sortedOf(found).map((minutes) => Math.round(minutes * 10) / 10),
  };
}
