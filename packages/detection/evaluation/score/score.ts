import { severityRank, type Severity } from '@citywatch/contracts';
import type { CityRun, EventKind, TrueEvent } from '../city/found.js';
import { attribute, judgeIncidents, type Attribution, type JudgedIncident } from './attribute.js';
import { bestFits, countPairs, type PairCounts } from './pairs.js';
import { remarksOn } from './remarks.js';
import { sum } from './statistics.js';

const WEEK = 604_800_000;

/**
 * Two faults at once. `strayed`: two incidents, one for each, but an anomaly of one was for a while a member of the other's. `joined`: an
 * incident was about both.
 */
export type TwinVerdict = 'one each' | 'strayed' | 'joined' | 'several' | 'missed';

/** What is kept of one city: enough for every figure, so that cities can be judged in different processes. */
export interface CityScore {
  readonly seed: number;
  readonly sensorWeeks: number;
  readonly observations: number;
  /** Events that any report shows, with the delay of the first alarm, ms; null where none came. */
  readonly events: readonly { readonly kind: EventKind; readonly delay: number | null }[];
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
  /** Of each event of several Things. */
  readonly fits: readonly number[];
  /** Outages of a substation: Things that raised something, incidents above info, and calls to people. */
  readonly substations: readonly SubstationScore[];
  /** Of each two events that began at once: what the incidents above info make of them. */
  readonly twins: readonly TwinVerdict[];
  /** What went wrong, a line each, for who tunes. */
  readonly remarks: readonly string[];
}

/** What people see of one substation's outage. */
export interface SubstationScore {
  readonly things: number;
  readonly incidents: number;
  readonly notifications: number;
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
    fits: bestFits(run, attributions),
    substations: run.events
      .filter(({ kind }) => kind === 'substation')
      .map((event) => substationOf(event, attributions, ofEvents)),
    twins: twinsOf(run, attributions),
    remarks: remarksOn(run, attributions, judged),
  };
}

function substationOf(
  event: TrueEvent,
  attributions: readonly Attribution[],
  ofEvents: readonly JudgedIncident[],
): SubstationScore {
  const mine = ofEvents.filter((item) => item.event === event);
  const alarmed = attributions.flatMap((item) => (item.event === event ? [item.anomaly.thing] : []));
  return {
    things: new Set(alarmed).size,
    incidents: mine.length,
    notifications: sum(mine.map(({ incident }) => incident.notifications)),
  };
}

function twinsOf(run: CityRun, attributions: readonly Attribution[]): CityScore['twins'] {
  const eventOf = new Map(attributions.map(({ anomaly, event }) => [anomaly.id, event]));
  return run.events.flatMap((one, i) => {
    const other = run.events.slice(i + 1).find(({ from }) => from === one.from);
    if (other === undefined) return [];
    const touched = run.incidents
      .filter(({ severity }) => isAbove(severity, 'info'))
      .map(({ anomalies }) =>
        anomalies.map((id) => eventOf.get(id)).filter((event) => event === one || event === other),
      )
      .filter((events) => events.length > 0);
    return [twinVerdict(touched, one, other)];
  });
}

/** @param touched of each incident that is about either event: the events of its anomalies */
function twinVerdict(touched: readonly (readonly unknown[])[], one: TrueEvent, other: TrueEvent): TwinVerdict {
  const about = touched.map((events) => new Set(events));
  if (about.some(({ size }) => size > 1)) {
    const main = [one, other].map((event) =>
      touched.findIndex((events) => 2 * events.filter((item) => item === event).length > events.length),
    );
    return touched.length === 2 && !main.includes(-1) ? 'strayed' : 'joined';
  }
  if (new Set(touched.flat()).size < 2) return 'missed';
  return touched.length === 2 ? 'one each' : 'several';
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
