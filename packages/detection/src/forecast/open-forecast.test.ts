import { beforeEach, describe, expect, test } from '@jest/globals';
import { RESIDUAL_OPEN } from '@citywatch/contracts';
import { openOf } from '../detector/deviation.js';
import { endSlot, openSlot } from '../detector/slots.js';
import { S, SLOTS } from '../detector/state.js';
import { residualOf } from '../peers/residual-of.js';
import { Bench, DAY, HOUR, MONDAY, readings, SETTINGS } from '../testing/synthetic.js';
import { OUTPUTS, type Forecaster } from './forecaster.js';
import { F } from './lane.js';
import { ForecastPool } from './pool.js';

const STEP = 300_000;
const NOON = MONDAY + DAY + 12 * HOUR;
/** Expects what the profile does, nearly. */
const asUsual: Forecaster = {
  version: 'forecast-3',
  predict: (_, rows) => Float32Array.from({ length: rows * OUTPUTS }, (_value, i) => (i % OUTPUTS === 1 ? -0.5 : 0)),
};
/** A fortnight of a road until noon, then lower by what no other detector finds worth a word. */
const road = readings('speed', 4, STEP, MONDAY - 14 * DAY, NOON + 9 * HOUR);
const before = road.filter(({ time }) => time < NOON);
const lower = road.filter(({ time }) => time >= NOON).map(({ time, result }) => ({ time, result: result - 14 }));

let bench: Bench;
beforeEach(() => {
  bench = new Bench('speed', STEP, { ...SETTINGS, forecast: { live: new ForecastPool(asUsual), shadow: null } });
  bench.feed(before);
  const { state } = bench;
  const values = { start: NOON, severity: 1, score: 6, observed: 50, expected: 59, low: 56, high: 62, kind: 3 };
  openSlot(state, SLOTS.forecast, values, null);
  state.lane.f64[F.open] = NOON;
});

const learnt = ({ state }: Bench) => [...state.mean, ...state.spread, ...state.weight];

describe('while the network alone has an anomaly open', () => {
  test('profile, bank and drift learn nothing, and go on when it is over', () => {
    const { state, context } = bench;
    const known = learnt(bench);
    bench.feed(lower.slice(0, 12));
    expect(openOf(state).open).toBe(RESIDUAL_OPEN.forecast);
    expect(learnt(bench)).toEqual(known);
    endSlot(state, context, SLOTS.forecast, NOON + HOUR, NOON + HOUR, bench.changes);
    bench.feed(road.filter(({ time }) => time >= NOON + HOUR).slice(0, 6));
    expect(learnt(bench)).not.toEqual(known);
  });

  test('peers are told that it is measured, since when, and no doubt about the sensor', () => {
    const { state, context, settings } = bench;
    expect(residualOf(state, context, NOON, 50, settings)).toMatchObject({ open: RESIDUAL_OPEN.forecast, since: NOON });
  });

  test('what has lasted for hours is the new normal: the level starts from there', () => {
    bench.settings = { ...bench.settings, detectors: new Set(['forecast']) };
    bench.feed(lower.filter(({ time }) => time < NOON + 6 * HOUR));
    expect(bench.state.n[S.level]).toBeGreaterThan(-1);
    bench.feed(lower.filter(({ time }) => time >= NOON + 6 * HOUR).slice(0, 2));
    expect(bench.story).toEqual(['cleared forecast minor']);
    expect(bench.state.n[S.level]).toBeLessThan(-9);
  });
});
