import { DOMAINS, type BacktestRequest, type BacktestResult, type DetectionTuning } from '@citywatch/contracts';
import {
  DEFAULT_SETTINGS,
  holidaysOf,
  withTuning,
  zoneOffset,
  type BacktestSettings,
  type CorrelationSettings,
} from '@citywatch/detection';
import { ForecastModels } from '../forecast/forecast-models.service.js';
import { Side } from './backtest-side.js';
import { compareIncidents } from './compare-incidents.js';
import { toReports, type StoredRow } from './stored-reports.js';
import type { StoredRepository } from './stored.repository.js';

/** All that a backtest on stored history depends on; plain data, so that another process can be given it. */
export interface StoredBacktest {
  readonly request: BacktestRequest;
  /** The setting in force. */
  readonly current: DetectionTuning;
  readonly timeZone: string;
  readonly holidays: string;
  readonly gapGraceMs: number;
  /** False: Datastreams are not compared with their neighbours. */
  readonly peers: boolean;
  /** Version of the forecaster that takes part, or null. */
  readonly forecastModel: string | null;
  readonly correlation: CorrelationSettings;
  /** History before the range that both sides learn from, ms. */
  readonly warmUpMs: number;
  readonly maxObservations: number;
  /** ms. */
  readonly now: number;
}

const MINUTE_MS = 60_000;
/** So long before the range all observations are read, not one a minute: what judges by the last minutes settles in it, ms. */
const LEAD_IN_MS = 3_600_000;
/** Until the sides have said their last word there is something to wait for. */
const MOST_PROGRESS = 0.99;

const utc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/**
 * Runs the setting in force and the changed one side by side over stored history, by the code that judges live. Before the range
 * both learn, from one observation a minute: that teaches what all would, costs less, and is kept longer.
 * @param onProgress is told 0 to 1
 * @throws Error in words for the person who asked
 */
export async function runStoredBacktest(
  job: StoredBacktest,
  repository: StoredRepository,
  onProgress: (progress: number) => void,
): Promise<BacktestResult> {
  const { from, to, domains = DOMAINS } = job.request;
  const begin = Math.floor((from - job.warmUpMs) / MINUTE_MS) * MINUTE_MS;
  const lead = Math.max(begin, Math.floor((from - LEAD_IN_MS) / MINUTE_MS) * MINUTE_MS);
  const streams = await repository.loadStreams(domains);
  const ids = [...streams.keys()];
  const expected = (await repository.estimate(ids, begin, lead, 1)) + (await repository.estimate(ids, lead, to));
  const { maxObservations } = job;
  if (expected > maxObservations)
    throw new Error(
      `about ${expected} observations would be read, learning included, and ${maxObservations} are allowed (BACKTEST_MAX_OBSERVATIONS): choose fewer days or domains`,
    );
  const [current, changed] = await sidesOf(job, repository);
  for (const thing of await repository.loadThings(domains)) for (const side of [current, changed]) side.describe(thing);
  let [read, observations, first] = [0, 0, Infinity];
  const things = new Set<string>();
  const take = (rows: readonly StoredRow[]) => {
    read += rows.length;
    if (rows.length > 0) first = Math.min(first, rows[0][0]);
    for (const report of toReports(rows, streams)) {
      current.judge(report);
      changed.judge(report);
      if (report.phenomenonTime < from) continue;
      observations += report.results.length;
      things.add(report.thing);
    }
    onProgress(Math.min(MOST_PROGRESS, read / Math.max(1, expected)));
  };
  for await (const rows of repository.readMinutes(ids, begin, lead)) take(rows);
  for await (const rows of repository.readAll(ids, lead, to)) take(rows);
  if (observations === 0)
    throw new Error(
      `no observations are stored from ${utc(from)} to ${utc(to)}: raw observations are kept for RAW_RETENTION_DAYS`,
    );
  const [before, after] = [current.end(), changed.end()];
  return {
    things: things.size,
    observations,
    learntMs: Math.max(0, from - Math.max(first, begin)),
    wantedMs: job.warmUpMs,
    current: before.figures,
    changed: after.figures,
    ...compareIncidents(before.incidents, after.incidents),
  };
}

async function sidesOf(job: StoredBacktest, repository: StoredRepository): Promise<[Side, Side]> {
  const { request, current, timeZone, holidays, gapGraceMs, peers, correlation, forecastModel, now } = job;
  const shifts = await repository.loadShifts(now);
  // Both sides share it: a forecast depends on its Datastream's past alone.
  const forecast = new ForecastModels({ model: forecastModel, shadow: null }).settings;
  const base = {
    ...DEFAULT_SETTINGS,
    gapGraceMs,
    offsetAt: zoneOffset(timeZone),
    holidayOn: holidaysOf(holidays),
    forecast,
  };
  const settingsOf = (tuning: DetectionTuning): BacktestSettings => ({
    detection: withTuning(base, tuning),
    correlation,
    ...(peers ? {} : { peers: null }),
    shiftOf: (thing, property) => shifts.get(`${thing}/${property}`) ?? 0,
  });
  return [new Side(settingsOf(current), request.from), new Side(settingsOf(request.tuning), request.from)];
}
