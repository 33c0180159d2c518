import { Backtest, DEFAULT_SETTINGS, ForecastPool, NO_FORECAST, zoneOffset } from '@citywatch/detection';
import { loadForecaster } from '@citywatch/forecaster';
import type { CityRun } from '../city/found.js';
import { Recorder } from '../city/recorder.js';
import { reportOf } from '../data/judge-data.js';
import { DAY, START, TIME_ZONE } from './clock.js';
import { planTroubles } from './plan.js';
import { SecondCity } from './second-city.js';
import { Telemetry } from './telemetry.js';

const LEARN_DAYS = 14;
const JUDGED_DAYS = 7;

/** A city of the second simulator to judge. */
export interface SecondPlan {
  readonly make: 'second';
  readonly seed: number;
  /** Seconds from one report of a Thing to the next, about. */
  readonly interval: number;
  /** Version of the learned forecaster that takes part, or null. */
  readonly network: string | null;
}

/** Learns two healthy weeks from nothing, then is judged for one in which things go wrong. */
export function runSecondCity({ seed, interval, network }: SecondPlan): CityRun {
  const city = new SecondCity(seed, interval * 1_000, LEARN_DAYS + JUDGED_DAYS);
  const from = START + LEARN_DAYS * DAY;
  const to = from + JUDGED_DAYS * DAY;
  const troubles = planTroubles(seed, city.things, from, to, (time) => city.skyAt(time));
  const telemetry = new Telemetry(seed, city, troubles);
  const recorder = new Recorder(from);
  const forecast = network === null ? NO_FORECAST : { live: new ForecastPool(loadForecaster(network)), shadow: null };
  const backtest = new Backtest(
    { detection: { ...DEFAULT_SETTINGS, offsetAt: zoneOffset(TIME_ZONE), forecast } },
    {
      ...recorder.sink,
      refuse: (line, { code, detail }) => {
        throw new Error(`report ${line} of the second simulator's city ${seed}: ${code}: ${detail}`);
      },
    },
  );
  for (const { metadata } of city.things) backtest.takeThing(metadata);
  telemetry.each(({ thing: { metadata }, time, results }) =>
    backtest.takeReport(reportOf({ thing: metadata.thing, time, results }, metadata)),
  );
  backtest.end();
  return {
    seed,
    things: city.things.length,
    from,
    to,
    observations: backtest.observations,
    events: telemetry.events,
    anomalies: recorder.anomalies,
    incidents: recorder.incidents,
  };
}
