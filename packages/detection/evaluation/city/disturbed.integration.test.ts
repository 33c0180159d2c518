import { expect, test } from '@jest/globals';
import { OBSERVED_PROPERTIES, QUALITY, type Report } from '@citywatch/contracts';
import { Backtest, DEFAULT_SETTINGS, zoneOffset, type IncidentLine } from '@citywatch/detection';
import { createCity, createIncident, metadataOf, mix, uniform } from '@citywatch/simulator';
import { eachReport, happeningOf } from './reports.js';
import { touched } from './schedule.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FIVE = 300_000;
/** Monday 14 September 2026, 00:00 in Chicago; what goes wrong does so on Thursday noon. */
const START = Date.UTC(2026, 8, 14, 5);
const NOON = START + 3 * DAY + 12 * HOUR;

const city = createCity({ seed: 3, sensors: 80 });
const faults = [
  createIncident(city, { kind: 'feeder-fault', start: NOON, minutes: 60, seed: 2 }),
  createIncident(city, { kind: 'crash', start: NOON + 2 * HOUR, minutes: 50, seed: 5 }),
];
const involved = new Set(faults.flatMap(touched));
/** Some that have nothing to do with either: the feeder's own substation would be a part of its story. */
const broken = new Set(
  ['traffic', 'air'].flatMap((kind) =>
    city.things
      .filter((thing) => thing.kind === kind && !involved.has(thing.index))
      .slice(-2)
      .map(({ metadata }) => metadata.thing),
  ),
);

/** What a broken sensor makes of a report: a clock of another year, error codes, a thousand times too much, or less than nothing. */
function wild(report: Report, turn: number): Report {
  const off = [0, 0, 0, 300 * DAY, -6 * HOUR][mix(turn, 7) % 5];
  const results = report.results.map((result, i) => [result * 1_000, -1, 999, -result, 9_999][mix(turn, i) % 5]);
  const qualities = results.map((result, i) => {
    const [min, max] = OBSERVED_PROPERTIES[report.properties[i]].plausible;
    return result < min || result > max ? QUALITY.outOfRange : 0;
  });
  return { ...report, phenomenonTime: report.phenomenonTime + off, results, qualities };
}

/** The incidents of a day in which things go wrong, by what the stream's reports are on their way. */
function incidentsOf(onTheWay: (report: Report, take: (report: Report) => void) => void): IncidentLine[] {
  const found: IncidentLine[] = [];
  const backtest = new Backtest(
    { detection: { ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago') } },
    { write: (line) => line.kind === 'incident' && found.push(line), refuse: () => undefined },
  );
  for (const thing of metadataOf(city)) backtest.takeThing({ ...thing, interval: FIVE / 1_000 });
  const stretch = { from: START, to: NOON + 6 * HOUR, interval: FIVE };
  eachReport(city, stretch, happeningOf(faults), (report) =>
    report.phenomenonTime < START + 3 * DAY
      ? backtest.takeReport(report)
      : onTheWay(report, (one) => backtest.takeReport(one)),
  );
  backtest.end();
  return found.filter(({ members }) => !members.some((member) => broken.has(member.split('/')[0])));
}

test('late, doubled, reordered and wildly wrong reports change no incident of healthy sensors', () => {
  const calm = incidentsOf((report, take) => {
    if (!broken.has(report.thing)) take(report);
  });
  expect(calm.length).toBeGreaterThanOrEqual(2);
  expect(calm.some(({ severity }) => severity === 'critical' || severity === 'major')).toBe(true);
  const past: Report[] = [];
  let held: Report | null = null;
  let turn = 0;
  const disturbed = incidentsOf((report, take) => {
    turn++;
    if (broken.has(report.thing)) {
      take(wild(report, turn));
      return;
    }
    past.push(report);
    // Now and then one waits until the next Thing has spoken, comes twice, or again after up to an hour.
    if (held === null && uniform(turn, 1) < 0.2) held = report;
    else {
      take(report);
      if (held !== null) take(held);
      held = null;
    }
    if (uniform(turn, 2) < 0.2) take(report);
    if (uniform(turn, 3) < 0.2) take(past[Math.max(0, past.length - 1 - (mix(turn, 4) % 900))]);
  });
  expect(disturbed).toEqual(calm);
});
