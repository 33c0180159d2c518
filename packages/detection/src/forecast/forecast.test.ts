import { describe, expect, test } from '@jest/globals';
import { follow, type Concern, type Followed, type LaneStep } from './follow.js';
import { FEATURES, OUTPUTS, WINDOW, type Forecaster } from './forecaster.js';
import { F, ForecastLane, STATUS } from './lane.js';
import { ForecastPool, POOL_ROWS } from './pool.js';
import { pushStep, stepsSince, writeRow, type WindowStep } from './window.js';

const STEP = 300_000;
const START = Date.UTC(2026, 8, 14, 5);
const concern: Concern = {
  side: 0,
  least: () => 2,
  regimeMs: 6 * 3_600_000,
  raise: 3.6,
  atOnce: 5.6,
  mute: false,
  readyHours: 1.5,
};

/** Says "as now, one spread apart", and counts what it was asked. */
class AsNow implements Forecaster {
  readonly asked: number[] = [];
  constructor(readonly version = 'forecast-7') {}

  predict(features: Float32Array, rows: number): Float32Array {
    this.asked.push(rows);
    const out = new Float32Array(rows * OUTPUTS);
    for (let row = 0; row < rows; row++) out[row * OUTPUTS] = features[row * FEATURES + WINDOW - 1];
    return out;
  }
}

function stepAt(index: number, value: number, more: Partial<LaneStep> = {}): LaneStep {
  const time = START + index * STEP;
  const expectation = (at: number) => ({ base: 50, spread: 1, local: at, dayType: 0, known: 5 });
  const [now, next] = [expectation(time), expectation(time + STEP)];
  return { time, stepMs: STEP, value, resolution: 0.1, now, next, start: time, at: time, ...more };
}

/** Noise that repeats: half a spread either way. */
const noise = (index: number): number => [0.4, -0.7, 1.1, -0.2, -1, 0.6, 0.1][index % 7];

function run(
  values: (index: number) => number,
  count: number,
  {
    pool = new ForecastPool(new AsNow()),
    lane = new ForecastLane(),
    from = 0,
    quiet = (i: number): boolean => i < 0,
  } = {},
): { lane: ForecastLane; all: Followed[] } {
  const all: Followed[] = [];
  for (let i = from; i < from + count; i++)
    all.push(follow(lane, pool, pool.model, stepAt(i, values(i)), concern, quiet(i)));
  return { lane, all };
}

const healthy = (index: number): number => 50 + noise(index);
const changesOf = (all: readonly Followed[]): string[] =>
  all.flatMap(({ change }, i) => (change === 'raised' || change === 'cleared' ? [`${change} ${i}`] : []));

describe('the window', () => {
  const push = (lane: ForecastLane, step: WindowStep) => pushStep(lane, step, step.value - step.now.base, true);

  test('holds residuals in spreads, newest last, with a mask where a step is missing', () => {
    const lane = new ForecastLane();
    for (const index of [0, 1, 2, 5]) push(lane, stepAt(index, 50 + 2 * (index % 2 === 0 ? 1 : -1)));
    const row = new Float32Array(FEATURES);
    writeRow(lane, row, 0);
    expect([...row.subarray(2 * WINDOW - 7, 2 * WINDOW)]).toEqual([0, 1, 1, 1, 0, 0, 1]);
    const spread = lane.f64[F.spread];
    expect(row[WINDOW - 1]).toBeCloseTo(-2 / spread, 5);
    expect([row[WINDOW - 2], row[WINDOW - 3]]).toEqual([0, 0]);
    expect(row[WINDOW - 4]).toBeCloseTo(2 / spread, 5);
  });

  test('goes by time: jitter is no hole, steps of another length begin a new window', () => {
    const lane = new ForecastLane();
    push(lane, stepAt(0, 51));
    const later = (ms: number, stepMs = STEP) => stepsSince(lane, { time: START + ms, stepMs });
    expect([0.6, 1, 1.4].map((steps) => later(steps * STEP))).toEqual([1, 1, 1]);
    expect(later(1.6 * STEP)).toBe(2);
    expect(later(STEP, STEP * 1.4)).toBe(1);
    expect(later(STEP, STEP * 1.41)).toBe(0);
    push(lane, { ...stepAt(1, 51), stepMs: 3_600_000 });
    expect(lane.f64[F.count]).toBe(1);
  });

  test('never holds anything but numbers, whatever comes', () => {
    const lane = new ForecastLane();
    const row = new Float32Array(FEATURES);
    const odd = { base: NaN, spread: 0, local: START, dayType: 0, known: 0 };
    for (let i = 0; i < 60; i++) {
      push(lane, stepAt(i, i % 9 === 0 ? 1e30 : 0, i % 5 === 0 ? { now: odd, next: odd } : {}));
      writeRow(lane, row, 0);
      expect(row.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('the pool', () => {
  const { lane: one } = run(healthy, 40);
  const lanes = (count: number) =>
    Array.from({ length: count }, () => new ForecastLane(one.f64.buffer.slice(0) as ArrayBuffer));

  test('asks for all that wait once the first is needed, and for nothing twice', () => {
    const model = new AsNow();
    const pool = new ForecastPool(model);
    const all = lanes(POOL_ROWS + 3);
    for (const lane of all) pool.want(lane);
    expect(model.asked).toEqual([]);
    pool.settle(all[5]);
    expect(model.asked).toEqual([POOL_ROWS, 3]);
    for (const lane of all) pool.settle(lane);
    expect(pool.forecasts).toBe(POOL_ROWS + 3);
    expect(model.asked).toHaveLength(2);
  });

  test('a lane that was loaded, and never announced, is forecast when it is needed', () => {
    const [lane] = lanes(1);
    const copy = new ForecastLane(lane.f64.buffer.slice(0) as ArrayBuffer);
    new ForecastPool(new AsNow()).settle(copy);
    expect(copy.f64[F.status]).toBe(STATUS.ready);
  });

  test('a lane that began anew while it waited gets no forecast of what it was', () => {
    const model = new AsNow();
    const pool = new ForecastPool(model);
    const [first, second] = lanes(2);
    pool.want(first);
    pool.want(second);
    first.reset();
    pool.settle(second);
    expect([first.f64[F.status], second.f64[F.status], model.asked]).toEqual([STATUS.none, STATUS.ready, [1]]);
  });

  test('a model that fails, or answers nonsense, leaves detection alone', () => {
    class Broken extends AsNow {
      override predict(features: Float32Array, rows: number): Float32Array {
        if (this.asked.length > 0) throw new Error('out of memory');
        return super.predict(features, rows).fill(NaN);
      }
    }
    const pool = new ForecastPool(new Broken());
    const [first, second] = lanes(2);
    pool.settle(first);
    expect([first.f64[F.status], pool.failure]).toEqual([STATUS.none, null]);
    pool.settle(second);
    expect([second.f64[F.status], pool.failure]).toEqual([STATUS.none, 'out of memory']);
    const { all } = run((i) => healthy(i) + (i >= 300 ? 30 : 0), 400, { pool });
    expect(all.every(({ verdict, change }) => verdict === null && change === 'none')).toBe(true);
  });

  test('names its model by number', () => {
    expect(new ForecastPool(new AsNow()).model).toBe(7);
    expect(() => new ForecastPool(new AsNow('best'))).toThrow(/not "best"/);
  });
});

describe('following a forecast', () => {
  test('healthy steps raise nothing', () => {
    expect(changesOf(run(healthy, 2_000).all)).toEqual([]);
  });

  test('a jump is raised at once, lasts while it lasts, and ends', () => {
    const { all } = run((i) => healthy(i) + (i >= 500 && i < 520 ? 30 : 0), 560);
    const [raised, cleared, ...more] = changesOf(all);
    expect(raised).toBe('raised 500');
    expect(more).toEqual([]);
    expect(Number(cleared.split(' ')[1])).toBeGreaterThanOrEqual(521);
    expect(Number(cleared.split(' ')[1])).toBeLessThanOrEqual(525);
    expect(all[500].time).toBe(START + 500 * STEP);
    expect(all[500].verdict?.high).toBeLessThan(60);
  });

  test('what an operator would not act on is none, nor is the side that is no news', () => {
    expect(changesOf(run((i) => healthy(i) + (i >= 500 ? 1.9 : 0), 560).all)).toEqual([]);
    const pool = new ForecastPool(new AsNow());
    const lane = new ForecastLane();
    const low: Concern = { ...concern, side: -1 };
    for (let i = 0; i < 560; i++)
      expect(follow(lane, pool, 7, stepAt(i, healthy(i) + (i >= 500 ? 30 : 0)), low, false).change).toBe('none');
  });

  test('while something else is wrong nothing is judged or learnt', () => {
    const { lane, all } = run((i) => healthy(i) + (i >= 500 ? 30 : 0), 560, { quiet: (i) => i >= 500 });
    expect(changesOf(all)).toEqual([]);
    expect(all[510].verdict).toBeNull();
    const { lane: before } = run(healthy, 500);
    expect(lane.f64[F.spread]).toBe(before.f64[F.spread]);
    expect(lane.f64[F.tailCount]).toBe(before.f64[F.tailCount]);
  });

  test('cold starts are silent: until the profile is ready and half a day of errors is known', () => {
    expect(changesOf(run((i) => healthy(i) + (i >= 150 ? 30 : 0), 200).all)).toEqual([]);
    const pool = new ForecastPool(new AsNow());
    const lane = new ForecastLane();
    const unknown = { base: 50, spread: 1, local: START, dayType: 0, known: 1.4 };
    for (let i = 0; i < 600; i++) {
      const step = stepAt(i, healthy(i) + (i >= 500 ? 30 : 0), { now: unknown, next: unknown });
      expect(follow(lane, pool, 7, step, concern, false).change).toBe('none');
    }
  });

  test('what lasts too long is the new normal', () => {
    const { all } = run((i) => healthy(i) + (i >= 500 ? 30 : 0), 800);
    expect(changesOf(all)[0]).toBe('raised 500');
    expect(changesOf(all)[1]).toBe('cleared 573');
  });

  test('another model begins with errors of its own', () => {
    const { lane } = run(healthy, 500);
    run(healthy, 1, { lane, from: 500, pool: new ForecastPool(new AsNow('forecast-8')) });
    expect(lane.f64[F.tailCount]).toBeLessThanOrEqual(1);
    expect(lane.f64[F.model]).toBe(8);
  });

  test('goes on from saved bytes as if nothing had happened, in whatever company', () => {
    const values = (i: number) => healthy(i) + (i % 97 === 0 ? 9 : 0) + (i >= 700 && i < 720 ? 30 : 0);
    const whole = run(values, 900).all;
    for (const cut of [40, 333, 699, 701, 710]) {
      const { lane, all } = run(values, cut);
      const pool = new ForecastPool(new AsNow());
      const company = run(healthy, 60, { pool }).lane;
      pool.want(company);
      const copy = new ForecastLane(lane.f64.buffer.slice(0) as ArrayBuffer);
      const rest = run(values, 900 - cut, { lane: copy, from: cut, pool }).all;
      expect([...all, ...rest]).toEqual(whole);
    }
  });
});
