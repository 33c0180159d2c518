import { expect, test } from '@jest/globals';
import { Bench, DAY, HOUR, MONDAY, readings, SETTINGS as DEFAULTS, type Reading } from '../testing/synthetic.js';
import type { DetectionSettings } from '../detector/context.js';
import { FEATURES, OUTPUTS, WINDOW, type Forecaster } from './forecaster.js';
import { ForecastLane } from './lane.js';
import { ForecastPool } from './pool.js';
import type { ShadowWord } from './settings.js';

const STEP = 300_000;
const NOON = MONDAY + DAY + 12 * HOUR;

/** Goes on as the last two steps went: what rises slowly is foreseen. */
const trend: Forecaster = {
  version: 'forecast-3',
  predict: (features, rows) => {
    const out = new Float32Array(rows * OUTPUTS);
    for (let row = 0; row < rows; row++) {
      const newest = row * FEATURES + WINDOW - 1;
      out[row * OUTPUTS] = (features[newest] + features[newest - 1] + features[newest - 2]) / 3;
      out[row * OUTPUTS + 1] = -0.5;
    }
    return out;
  },
};
/** At this budget a sag of the afternoon is a borderline case. */
const SETTINGS: DetectionSettings = { ...DEFAULTS, falseAlarmsPerWeek: 0.5 };

const withForecast = (more: Partial<DetectionSettings> = {}): DetectionSettings => ({
  ...SETTINGS,
  forecast: { live: new ForecastPool(trend), shadow: null },
  ...more,
});

/** Two weeks of a road at reports every 5 minutes, then a Tuesday noon on which something lowers its speed. */
function road(settings: DetectionSettings, lower: (time: number) => number): Bench {
  const items = readings('speed', 4, STEP, MONDAY - 14 * DAY, NOON + 4 * HOUR);
  const happened: Reading[] = items.map(({ time, result }) => ({ time, result: Math.max(3, result - lower(time)) }));
  return new Bench('speed', STEP, settings).feed(happened);
}
const jump = (time: number): number => (time >= NOON && time < NOON + HOUR ? 30 : 0);
/** 22 km/h less within two hours and a half, then slowly more. */
const sag = (time: number): number =>
  time < NOON
    ? 0
    : 22 * Math.min(1, (time - NOON) / (2.5 * HOUR), Math.max(0, (NOON + 5 * HOUR - time) / (2.5 * HOUR)));
/** What is found without any network. */
const plain = { jump: road(SETTINGS, jump), sag: road(SETTINGS, sag) };
const raisedAt = ({ changes }: Bench): [string, number][] =>
  changes.filter(({ kind }) => kind === 'raised').map(({ at, anomaly }) => [anomaly.detector, at]);

test('every step is forecast, and a healthy road raises nothing', () => {
  const settings = withForecast();
  const { changes } = road(settings, () => 0);
  expect(settings.forecast.live?.forecasts).toBeGreaterThan(3_000);
  expect(changes).toEqual([]);
});

test('what the network did not expect is said, no later than without it', () => {
  const [[kind, at]] = raisedAt(road(withForecast(), jump));
  const [[, without]] = raisedAt(plain.jump);
  expect(['seasonal', 'forecast']).toContain(kind);
  expect(at).toBeLessThan(NOON + 2 * STEP);
  expect(at).toBeLessThanOrEqual(without);
});

test('a rare reading that the network saw coming is held back, unless its kind runs in shadow', () => {
  const seasonal = (bench: Bench) => raisedAt(bench).filter(([kind]) => kind === 'seasonal').length;
  expect(seasonal(plain.sag)).toBeGreaterThan(0);
  expect(seasonal(road(withForecast(), sag))).toBe(0);
  const inShadow = withForecast({ detectors: new Set([...SETTINGS.detectors].filter((kind) => kind !== 'forecast')) });
  expect(road(inShadow, sag).changes).toEqual(plain.sag.changes);
});

test('a model in shadow changes nothing, and is counted', () => {
  const words: ShadowWord[] = [];
  const lanes = new WeakMap<object, ForecastLane>();
  const shadow = {
    pool: new ForecastPool(trend),
    laneOf: (state: object) => {
      const lane = lanes.get(state) ?? new ForecastLane();
      lanes.set(state, lane);
      return lane;
    },
    said: (word: ShadowWord) => words.push(word),
  };
  const forecast = { live: null, shadow };
  expect(road({ ...SETTINGS, forecast }, jump).changes).toEqual(plain.jump.changes);
  expect(words).toEqual(['agreed']);
  road({ ...SETTINGS, forecast }, sag);
  expect(words.slice(1)).toContain('held-back');
});

test('anomalies of the network name its version, and say that it was the network', () => {
  const settings = withForecast({ detectors: new Set(['forecast']) });
  const raised = road(settings, jump).changes.filter(({ kind }) => kind === 'raised');
  expect(raised).toHaveLength(1);
  const [{ anomaly }] = raised;
  expect(anomaly).toMatchObject({
    detector: 'forecast',
    detectorVersion: 'forecast-3',
    reason: { code: 'below-expected' },
  });
  expect(anomaly.why?.channels[0].channel).toBe('network');
  expect(anomaly.low).toBeGreaterThan(anomaly.observed ?? NaN);
});
