import {
  Backtest,
  DEFAULT_SETTINGS,
  ForecastPool,
  NO_FORECAST,
  zoneOffset,
  type BacktestSettings,
} from '@citywatch/detection';
import { loadForecaster } from '@citywatch/forecaster';
import { createCity, metadataOf, type City, type SimulatedIncident } from '@citywatch/simulator';
import type { CityRun } from './found.js';
import { Recorder } from './recorder.js';
import { eachReport, happeningOf, type Stretch } from './reports.js';
import { NATIVE, scheduleIncidents, WEEKLY } from './schedule.js';
import { Sightings } from './sightings.js';
import { scheduleTwins } from './twins.js';

const DAY = 86_400_000;
const TIME_ZONE = 'America/Chicago';
const FIVE_MINUTES = 300_000;

export interface CityPlan {
  readonly seed: number;
  readonly sensors: number;
  /** Days of healthy learning, of healthy judging, and of judging while things go wrong; parts of days too. */
  readonly learnDays: number;
  readonly healthyDays: number;
  readonly eventDays: number;
  /** What goes wrong: every kind, or always two at once 3 km apart. */
  readonly events?: 'every kind' | 'twins';
  /** How often Things report while they are judged: every 5 minutes, or at their own 10 to 30 s. Learning is every 5 minutes. */
  readonly reports?: 'every 5 minutes' | 'native';
  /** Midnight in the city that it begins at, ms; by default a Monday far from holidays and changes of the clock. */
  readonly start?: number;
  /** Local dates that people keep like a Sunday. */
  readonly holidays?: readonly string[];
  /** Version of the learned forecaster that takes part; by default none. */
  readonly network?: string | null;
  /** Overrides of the detectors' settings. */
  readonly settings?: Partial<BacktestSettings['detection']>;
}

/** Monday 14 September 2026, 00:00 in Chicago. */
const USUAL_START = Date.UTC(2026, 8, 14, 5);

/** Detectors and correlator as in the product, at the city's defaults. */
const settingsOf = ({ settings, network = null }: CityPlan): BacktestSettings => {
  const forecast = network === null ? NO_FORECAST : { live: new ForecastPool(loadForecaster(network)), shadow: null };
  return { detection: { ...DEFAULT_SETTINGS, offsetAt: zoneOffset(TIME_ZONE), forecast, ...settings } };
};

/** A simulated city: learns, then is judged, first healthy, then while things go wrong. */
export function runCity(plan: CityPlan): CityRun {
  const { seed, sensors, learnDays, healthyDays, eventDays, start = USUAL_START, holidays = [] } = plan;
  const native = plan.reports === 'native';
  const city = createCity({ seed, sensors, holidays });
  const from = start + learnDays * DAY;
  const eventsFrom = from + healthyDays * DAY;
  const to = eventsFrom + eventDays * DAY;
  const incidents = eventDays > 0 ? incidentsOf(city, plan, eventsFrom, to) : [];
  const recorder = new Recorder(from);
  const backtest = new Backtest(settingsOf(plan), recorder.sink);
  for (const thing of metadataOf(city))
    backtest.takeThing(native ? thing : { ...thing, interval: FIVE_MINUTES / 1_000 });
  const sightings = new Sightings(incidents);
  const happening = happeningOf(incidents);
  const stretches: Stretch[] = [
    { from: start, to: from, interval: FIVE_MINUTES },
    { from, to, interval: native ? 'native' : FIVE_MINUTES },
  ];
  for (const stretch of stretches)
    eachReport(city, stretch, happening, (report) => backtest.takeReport(report), sightings.witness);
  backtest.end();
  return {
    seed,
    things: city.things.length,
    from,
    to,
    observations: backtest.observations,
    events: incidents.map((incident) => sightings.eventOf(city, incident)),
    anomalies: recorder.anomalies,
    incidents: recorder.incidents,
  };
}

function incidentsOf(city: City, plan: CityPlan, from: number, to: number): SimulatedIncident[] {
  if (plan.events === 'twins') return scheduleTwins(city, from, to);
  return scheduleIncidents(city, from, to, plan.reports === 'native' ? NATIVE : WEEKLY);
}
