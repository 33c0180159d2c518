import { FEATURES, ForecastLane, ForecastPool, pushStep } from '@citywatch/detection';
import { loadForecaster, modelVersions } from '@citywatch/forecaster';
import { atMost, figure, median, type Result } from './result.js';

const BATCH = 60;
const CITY = 1_024;
const ROUNDS = 15;
const CALLS = 300;
const STEP_MS = 300_000;
const START = Date.UTC(2026, 9, 5, 12);

/** The learned forecaster alone: its network, and the way from a lane's window to its forecast. */
export async function benchForecaster(): Promise<Result> {
  const version = modelVersions().at(-1) ?? 'forecast-1';
  const forecaster = loadForecaster(version);
  const rows = Float32Array.from({ length: CITY * FEATURES }, (_, i) => Math.sin(i * 12.9898) * 2);
  const ofBatch = (count: number) =>
    perRow(count, Math.ceil((CALLS * BATCH) / count), () => void forecaster.predict(rows, count));
  const pool = new ForecastPool(forecaster);
  const lanes = Array.from({ length: CITY }, () => new ForecastLane());
  let index = 0;
  const pass = () => {
    index++;
    for (let i = 0; i < CITY; i++) {
      push(lanes[i], index, i);
      pool.want(lanes[i]);
    }
    pool.settle(lanes[0]);
  };
  for (let i = 0; i < 40; i++) pass();
  return {
    name: 'forecaster',
    method: `Model ${version} in onnxruntime, one thread: rows of ${FEATURES} numbers in batches of 1, ${BATCH} and ${CITY.toLocaleString('en-US')}; and ${CITY.toLocaleString('en-US')} lanes, each given a step and then forecast. CPU time, median of ${ROUNDS} rounds.`,
    figures: [
      atMost(`inference, batch ${BATCH}`, ofBatch(BATCH), 'µs of CPU a Datastream-step', 2),
      figure('inference, a Datastream by itself', ofBatch(1), 'µs of CPU a Datastream-step'),
      figure(`inference, batch ${CITY.toLocaleString('en-US')}`, ofBatch(CITY), 'µs of CPU a Datastream-step'),
      figure('window, inference and forecast', perRow(CITY, 20, pass), 'µs of CPU a Datastream-step'),
      figure('state of a lane', ForecastLane.BYTES, 'bytes'),
    ],
  };
}

function push(lane: ForecastLane, index: number, i: number): void {
  const time = START + index * STEP_MS;
  const value = 50 + Math.sin((index + i) * 0.7);
  const expectation = { base: 50, spread: 1, local: time, dayType: 0, known: 5 };
  const step = { time, stepMs: STEP_MS, value, resolution: 0.1, now: expectation, next: expectation };
  pushStep(lane, step, value - 50, true);
}

function perRow(count: number, calls: number, call: () => void): number {
  call();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i++) call();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / calls / count;
  });
  return median(rounds);
}
