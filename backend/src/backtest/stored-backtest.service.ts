import { DOMAINS, type BacktestRequest, type BacktestResult, type DetectionTuning } from '@citywatch/contracts';
import {
  DEFAULT_SETTINGS,
  withTuning,
  zoneOffset,
  type BacktestSettings,
  type CorrelationSettings,
} from '@citywatch/detection';
import { ForecastModels } from '../forecast/forecast-models.service.js';
import { Side } from './backtest-side.js';
import { compareIncidents } from './compare-incidents.js';
import { toReports } from './stored-reports.js';
import type { StoredRepository } from './stored.repository.js';

/** All that a backtest on stored history depends on; plain data, so that another process can be given it. */
export interface StoredBacktest {
  readonly request: BacktestRequest;
  /** The setting in force. */
  readonly current: DetectionTuning;
  readonly timeZone: string;
  readonly gapGraceMs: number;
  /** Version of the forecaster that takes part, or null. */
  readonly forecastModel: string | null;
  readonly correlation: CorrelationSettings;
  /** History before the range that both sides learn from, ms. */
  readonly warmUpMs: number;
  readonly maxObservations: number;
  /** ms. */
  readonly now: number;
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/**
 * Runs the setting in force and the changed one side by side over stored history, by the code that judges live.
 * @param onProgress is told 0 to 1
 * @throws Error in words for the person who asked
 */
export async function runStoredBacktest(
  job: StoredBacktest,
  repository: StoredRepository,
  onProgress: (progress: number) => void,
): Promise<BacktestResult> {
  const { request, warmUpMs, maxObservations } = job;
  const { from, to, domains = DOMAINS } = request;
  const begin = from - warmUpMs;
  const streams = await repository.loadStreams(domains);
  const ids = [...streams.keys()];
  const estimate = await repository.estimate(ids, begin, to);
  if (estimate > maxObservations)
    throw new Error(
      `about ${estimate} observations would be read, learning included, and ${maxObservations} are allowed (BACKTEST_MAX_OBSERVATIONS): choose fewer days or domains`,
    );
  const [current, changed] = await sidesOf(job, repository);
  for (const thing of await repository.loadThings(domains)) for (const side of [current, changed]) side.describe(thing);
  let [read, observations, first] = [0, 0, Infinity];
  const things = new Set<string>();
  for await (const { rows, until } of repository.read(ids, begin, to)) {
    read += rows.length;
    if (read > maxObservations)
      throw new Error(
        `more than ${maxObservations} observations (BACKTEST_MAX_OBSERVATIONS) are before ${day(until)}: choose fewer days or domains`,
      );
    if (rows.length > 0) first = Math.min(first, rows[0][0]);
    for (const report of toReports(rows, streams)) {
      current.judge(report);
      changed.judge(report);
      if (report.phenomenonTime < from) continue;
      observations += report.results.length;
      things.add(report.thing);
    }
    onProgress((until - begin) / (to - begin));
  }
  if (observations === 0)
    throw new Error(
      `no observations are stored from ${day(from)} to ${day(to)} UTC: raw observations are kept for RAW_RETENTION_DAYS`,
    );
  const [before, after] = [current.end(), changed.end()];
  return {
    things: things.size,
    observations,
    learntMs: Math.max(0, from - Math.max(first, begin)),
    wantedMs: warmUpMs,
    current: before.figures,
    changed: after.figures,
    ...compareIncidents(before.incidents, after.incidents),
  };
}

async function sidesOf(job: StoredBacktest, repository: StoredRepository): Promise<[Side, Side]> {
  const { request, current, timeZone, gapGraceMs, correlation, forecastModel, now } = job;
  const shifts = await repository.loadShifts(now);
  // Both sides share it: a forecast depends on its Datastream's past alone.
  const forecast = new ForecastModels({ model: forecastModel, shadow: null }).settings;
  const base = { ...DEFAULT_SETTINGS, gapGraceMs, offsetAt: zoneOffset(timeZone), forecast };
  const settingsOf = (tuning: DetectionTuning): BacktestSettings => ({
    detection: withTuning(base, tuning),
    correlation,
    shiftOf: (thing, property) => shifts.get(`${thing}/${property}`) ?? 0,
  });
  return [new Side(settingsOf(current), request.from), new Side(settingsOf(request.tuning), request.from)];
}
