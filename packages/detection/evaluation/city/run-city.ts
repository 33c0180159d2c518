import { Backtest, DEFAULT_SETTINGS, zoneOffset, type BacktestSettings } from '@citywatch/detection';
import { createCity, metadataOf, type City, type SimulatedIncident } from '@citywatch/simulator';
import type { CityRun, TrueEvent } from './found.js';
import { Recorder } from './recorder.js';
import { eachReport, happeningOf, type Witness } from './reports.js';
import { scheduleIncidents } from './schedule.js';

const DAY = 86_400_000;
const TIME_ZONE = 'America/Chicago';
export const FIVE_MINUTES = 300_000;

export interface CityPlan {
  readonly seed: number;
  readonly sensors: number;
  /** Days of healthy learning, of healthy judging, and of judging while things go wrong. */
  readonly learnDays: number;
  readonly healthyDays: number;
  readonly eventDays: number;
  /** Midnight in the city that it begins at, ms; by default a Monday far from holidays and changes of the clock. */
  readonly start?: number;
  /** Overrides of the detectors' settings. */
  readonly settings?: Partial<BacktestSettings['detection']>;
}

/** Monday 14 September 2026, 00:00 in Chicago. */
export const USUAL_START = Date.UTC(2026, 8, 14, 5);

/** Detectors and correlator as in the product, at the city's defaults. */
export const backtestSettings = (settings: CityPlan['settings'] = {}): BacktestSettings => ({
  detection: { ...DEFAULT_SETTINGS, offsetAt: zoneOffset(TIME_ZONE), ...settings },
});

/** A simulated city whose Things all report every 5 minutes: learns, then is judged, first healthy, then while things go wrong. */
export function runCity(plan: CityPlan): CityRun {
  const { seed, sensors, learnDays, healthyDays, eventDays, start = USUAL_START } = plan;
  const city = createCity({ seed, sensors });
  const from = start + learnDays * DAY;
  const eventsFrom = from + healthyDays * DAY;
  const to = eventsFrom + eventDays * DAY;
  const incidents = eventDays > 0 ? scheduleIncidents(city, eventsFrom, to) : [];
  const recorder = new Recorder(from);
  const backtest = new Backtest(backtestSettings(plan.settings), recorder.sink);
  for (const thing of metadataOf(city)) backtest.takeThing({ ...thing, interval: FIVE_MINUTES / 1_000 });
  const seen = new Sightings(incidents);
  const stretch = { from: start, to, interval: FIVE_MINUTES };
  eachReport(city, stretch, happeningOf(incidents), (report) => backtest.takeReport(report), seen.witness);
  backtest.end();
  return {
    seed,
    things: city.things.length,
    from,
    to,
    observations: backtest.observations,
    events: incidents.map((incident) => seen.eventOf(city, incident)),
    anomalies: recorder.anomalies,
    incidents: recorder.incidents,
  };
}

/** Which truth any report shows: what leaves no trace in the data can be found by nobody. */
export class Sightings {
  private readonly seen = new Set<string>();
  private readonly byThing = new Map<string, SimulatedIncident[]>();

  constructor(incidents: readonly SimulatedIncident[]) {
    for (const incident of incidents)
      for (const { thing } of incident.truth) this.byThing.set(thing, [...(this.byThing.get(thing) ?? []), incident]);
  }

  readonly witness: Witness = ({ metadata: { thing } }, time, changed) => {
    for (const { id, truth } of this.byThing.get(thing) ?? [])
      for (const { thing: other, properties, from, to } of truth)
        if (other === thing && time >= from && time < to)
          if (changed === 'all' || properties.some((property) => changed.has(property)))
            this.seen.add(`${id} ${thing}`);
  };

  /** The incident as it can be judged. */
  eventOf(city: City, { id, kind, start, end, truth, effects, faults }: SimulatedIncident): TrueEvent {
    return {
      id,
      kind,
      from: start,
      to: end,
      truth: truth.map((entry) => ({ ...entry, visible: this.seen.has(`${id} ${entry.thing}`) })),
      touched: [...new Set([...effects.keys(), ...faults.keys()])].map((index) => city.things[index].metadata.thing),
    };
  }
}
