import { AUX, WINDOW } from './forecaster.js';

/** Bump with every change of the layout or of what a number means: older lanes then start anew. */
const LANE_VERSION = 1;

let doubles = 0;
const number = (): number => doubles++;

/** Places of the lane's numbers. Times in ms, residuals in the property's unit. */
export const F = {
  version: number(),
  /** Number of the model that the errors below are of. */
  model: number(),
  /** Middle of the newest step, and the time between two; 0 while there is none. */
  time: number(),
  stepMs: number(),
  /** Spread of the residuals that the window is scaled by, and how many steps taught it. */
  spread: number(),
  count: number(),
  status: number(),
  /** The next step: what the profile expects, the residual that the network expects, one scale of it. */
  base: number(),
  mean: number(),
  scale: number(),
  /** Tail of the forecast's errors. */
  tailFrom: number(),
  tailMean: number(),
  tailCount: number(),
  /** Rarity of the last three steps' errors, newest first; NaN where nobody looked. */
  recent: number(),
  recent2: number(),
  recent3: number(),
  /** Rare steps in a row and since when, then calm ones. */
  pending: number(),
  pendingTime: number(),
  calm: number(),
  calmTime: number(),
  /** Start of the deviation that this lane calls an anomaly, 0 while there is none. */
  open: number(),
} as const;

/** Residuals of the window's steps, oldest first, NaN where nothing was measured; then the row's other inputs. */
export const RING = 0;
export const AUX_AT = WINDOW;
const SINGLES = WINDOW + AUX;
const DOUBLES_BYTES = 8 * doubles;

/** Whether there is a forecast of the next step: none can be made, one is wanted, it is ready. */
export const STATUS = { none: 0, wanted: 1, ready: 2 } as const;

/** The forecast's memory of one Datastream: no reference in it, so saving is copying its bytes. */
export class ForecastLane {
  static readonly BYTES = DOUBLES_BYTES + 4 * SINGLES;
  readonly f64: Float64Array;
  readonly f32: Float32Array;

  /**
   * Zeros are a new lane, as are the bytes of another version.
   * @throws RangeError where the buffer is too short or the offset is no multiple of 8
   */
  constructor(buffer: ArrayBuffer = new ArrayBuffer(ForecastLane.BYTES), offset = 0) {
    this.f64 = new Float64Array(buffer, offset, doubles);
    this.f32 = new Float32Array(buffer, offset + DOUBLES_BYTES, SINGLES);
    if (this.f64[F.version] !== LANE_VERSION) this.reset();
  }

  /** Forgets everything. */
  reset(): void {
    this.f64.fill(0);
    this.f32.fill(0);
    this.f32.fill(NaN, RING, RING + WINDOW);
    for (const at of [F.recent, F.recent2, F.recent3]) this.f64[at] = NaN;
    this.f64[F.version] = LANE_VERSION;
  }
}
