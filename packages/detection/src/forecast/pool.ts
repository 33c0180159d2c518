import { FEATURES, OUTPUTS, type Forecaster } from './forecaster.js';
import { F, STATUS, type ForecastLane } from './lane.js';
import { writeRow } from './window.js';

/** Rows that are asked for at once at most: bounds the memory, not the answers. */
export const POOL_ROWS = 1_024;
/** Outputs are rounded to this, so that the last bits of a processor's arithmetic change nothing that is stored. */
const GRID = 1_024;
/** Bounds of the scale's logarithm. */
const LEAST_LOG = -4;
const MOST_LOG = 4;

/**
 * Makes forecasts of many Datastreams at once, as late as possible: lanes wait until the first of them is asked for, then all
 * that wait are forecast in one go. When that is changes nothing, as each forecast depends on its own lane alone.
 */
export class ForecastPool {
  private waiting: ForecastLane[] = [];
  private readonly asked: ForecastLane[] = [];
  private readonly rows = new Float32Array(POOL_ROWS * FEATURES);
  /** Forecasts that were made. */
  forecasts = 0;
  /** Why no more are made: the model failed. Detection goes on without it. */
  failure: string | null = null;

  /** The model's number: 1 for "forecast-1". */
  readonly model: number;

  /** @throws RangeError where the model's version is not like "forecast-1" */
  constructor(private readonly forecaster: Forecaster) {
    const [, number] = /^forecast-([1-9]\d{0,5})$/.exec(forecaster.version) ?? [];
    if (number === undefined)
      throw new RangeError(`A forecasting model's version is like "forecast-1", not "${forecaster.version}".`);
    this.model = Number(number);
  }

  /** Notes a lane whose window has changed. */
  want(lane: ForecastLane): void {
    if (lane.f64[F.status] === STATUS.wanted) this.waiting.push(lane);
  }

  /** Sees to it that a lane that wants a forecast has it, or, where the model has failed, that nobody waits for it. */
  settle(lane: ForecastLane): void {
    if (lane.f64[F.status] !== STATUS.wanted) return;
    this.waiting.push(lane);
    const lanes = this.waiting;
    this.waiting = [];
    for (const one of lanes) {
      // One that waits twice, or was started anew meanwhile, wants nothing any more.
      if (one.f64[F.status] !== STATUS.wanted) continue;
      one.f64[F.status] = STATUS.none;
      writeRow(one, this.rows, this.asked.length * FEATURES);
      if (this.asked.push(one) === POOL_ROWS) this.forecast();
    }
    if (this.asked.length > 0) this.forecast();
  }

  /** Forecasts the lanes whose rows are written. */
  private forecast(): void {
    const { asked } = this;
    const answers = this.failure === null ? this.ask(asked.length) : null;
    for (let i = 0; answers !== null && i < asked.length; i++) {
      const { f64 } = asked[i];
      const mean = rounded(answers[i * OUTPUTS]);
      const log = rounded(answers[i * OUTPUTS + 1]);
      if (!Number.isFinite(mean) || Number.isNaN(log)) continue;
      f64[F.mean] = mean * f64[F.spread];
      f64[F.scale] = Math.exp(Math.min(MOST_LOG, Math.max(LEAST_LOG, log))) * f64[F.spread];
      f64[F.status] = STATUS.ready;
      this.forecasts++;
    }
    asked.length = 0;
  }

  private ask(rows: number): Float32Array | null {
    try {
      return this.forecaster.predict(this.rows, rows);
    } catch (error) {
      this.failure = (error as Error).message;
      return null;
    }
  }
}

const rounded = (value: number): number => Math.round(value * GRID) / GRID;
