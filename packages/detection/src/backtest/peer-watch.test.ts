import { describe, expect, test } from '@jest/globals';
import type { Report, ThingMetadata } from '@citywatch/contracts';
import { DAY, gauss, HOUR, MONDAY, seeded, SETTINGS } from '../testing/synthetic.js';
import { Backtest, type BacktestSettings } from './backtest.js';

const MINUTE = 60_000;
const FIVE = 5 * MINUTE;
const THINGS = 6;
/** A sensor's own patterns may tell of a drift sooner: they keep still here. */
const detection = { ...SETTINGS, detectors: new Set(['seasonal', 'rate', 'peers'] as const) };

const described = (n: number): ThingMetadata => ({
  schema: 'thing.v1',
  thing: `t${n}`,
  operator: 'op',
  domain: 'traffic',
  name: `Detector ${n}`,
  longitude: -87.63,
  latitude: 41.88 + n * 0.003,
  properties: ['speed'],
  interval: 300,
  road: { id: 'halsted-n', name: 'Halsted St', position: n * 330, direction: 'N' },
});

const reportOf = (n: number, time: number, speed: number): Report => ({
  domain: 'traffic',
  thing: `t${n}`,
  operator: 'op',
  sequence: time / 1_000,
  phenomenonTime: time,
  properties: [0],
  results: [Math.round(speed * 10) / 10],
  qualities: [0],
});

const DRIFT_FROM = MONDAY + 3 * DAY + 8 * HOUR;
const END = DRIFT_FROM + 4 * HOUR;

/** What happens to one sensor's speed at a time. */
type Happening = (n: number, time: number) => number;
const drift: Happening = (n, time) => (n === 2 && time > DRIFT_FROM ? (0.2 * (time - DRIFT_FROM)) / MINUTE : 0);
const jam: Happening = (n, time) => (time > DRIFT_FROM && time < DRIFT_FROM + HOUR ? -40 + n : 0);

/** Detectors of one road that rain slows together, each with noise of its own. */
function run(happening: Happening, settings: Partial<BacktestSettings> = {}, withMetadata = true) {
  const random = seeded(5);
  const lines: string[] = [];
  const backtest = new Backtest(
    { detection, ...settings },
    {
      write: (line) => lines.push(JSON.stringify(line)),
      refuse: () => undefined,
    },
  );
  if (withMetadata) for (let n = 0; n < THINGS; n++) backtest.takeThing(described(n));
  let rain = 0;
  for (let time = MONDAY; time < END; time += FIVE) {
    rain = 0.95 * rain + gauss(random);
    for (let n = 0; n < THINGS; n++) {
      const at = time + n * 40_000;
      backtest.takeReport(reportOf(n, at, 60 + rain + gauss(random) + happening(n, at)));
    }
  }
  backtest.end();
  const doubts = lines.filter((line) => line.includes('neighbours expect'));
  return { lines, doubts };
}

describe('a backtest', () => {
  test('finds the sensor that drifts away from its neighbours, which nothing else finds', () => {
    const { lines, doubts } = run(drift);
    expect(doubts.filter((line) => line.includes('"anomaly"'))).toHaveLength(1);
    expect(doubts[0]).toContain('more than its 5 neighbours expect');
    const incidents = lines.filter((line) => line.includes('"incident"'));
    expect(incidents.map((line) => (JSON.parse(line) as { severity: string; members: string[] }).severity)).toEqual([
      'minor',
    ]);
    expect(run(drift).lines).toEqual(lines);
  });

  test('does not where it is told not to, or nobody says who is whose neighbour', () => {
    expect(run(drift, { peers: null }).lines).toEqual([]);
    expect(run(drift, {}, false).doubts).toEqual([]);
  });

  test('has no doubt about anybody where all of them stand in a jam, and no veto', () => {
    const { lines, doubts } = run(jam);
    expect(doubts).toEqual([]);
    const jammed = lines.filter((line) => line.includes('"anomaly"'));
    expect(new Set(jammed.map((line) => (JSON.parse(line) as { thing: string }).thing)).size).toBe(THINGS);
  });
});
