import { AUX, FEATURES, OUTPUTS, WINDOW } from '@citywatch/detection';
import { DENSE_IN, FIRST_STEPS, FLAT, SECOND_STEPS, SHAPE, type Parameters, type Weights } from './shape.js';

const { first, second, hidden } = SHAPE;

/** Runs one row after the other, forward and back. Plain loops over typed arrays: the same numbers on every machine. */
export class Network {
  private readonly c1 = new Float32Array(first.channels * FIRST_STEPS);
  private readonly c2 = new Float32Array(DENSE_IN);
  private readonly h = new Float32Array(hidden);
  private readonly dc1 = new Float32Array(first.channels * FIRST_STEPS);
  private readonly dc2 = new Float32Array(FLAT);
  private readonly dh = new Float32Array(hidden);
  readonly output = new Float32Array(OUTPUTS);

  constructor(private readonly parameters: Parameters) {}

  /** Forecast of the row of FEATURES numbers at `at`; answers `output`. */
  forward(x: Float32Array, at: number): Float32Array {
    const p = this.parameters.parts;
    this.convolveFirst(p, x, at);
    this.convolveSecond(p);
    for (let i = 0; i < AUX; i++) this.c2[FLAT + i] = x[at + 2 * WINDOW + i];
    this.dense(p);
    const { output, h } = this;
    output.set(p.b4);
    for (let j = 0; j < hidden; j++) for (let o = 0; o < OUTPUTS; o++) output[o] += h[j] * p.w4[j * OUTPUTS + o];
    for (let i = 0; i < FEATURES; i++) for (let o = 0; o < OUTPUTS; o++) output[o] += x[at + i] * p.w5[i * OUTPUTS + o];
    return output;
  }

  /** Adds the gradients of the row that went forward last, given those of its output. */
  backward(x: Float32Array, at: number, dOutput: Float32Array, gradients: Weights): void {
    const p = this.parameters.parts;
    const { h, dh } = this;
    for (let o = 0; o < OUTPUTS; o++) gradients.b4[o] += dOutput[o];
    for (let i = 0; i < FEATURES; i++)
      for (let o = 0; o < OUTPUTS; o++) gradients.w5[i * OUTPUTS + o] += x[at + i] * dOutput[o];
    for (let j = 0; j < hidden; j++) {
      let sum = 0;
      for (let o = 0; o < OUTPUTS; o++) {
        gradients.w4[j * OUTPUTS + o] += h[j] * dOutput[o];
        sum += p.w4[j * OUTPUTS + o] * dOutput[o];
      }
      dh[j] = h[j] > 0 ? sum : 0;
      gradients.b3[j] += dh[j];
    }
    this.denseBack(p, gradients);
    this.secondBack(p, gradients);
    this.firstBack(x, at, gradients);
  }

  private convolveFirst({ w1, b1 }: Weights, x: Float32Array, at: number): void {
    const { channels, kernel, stride } = first;
    for (let c = 0; c < channels; c++)
      for (let t = 0; t < FIRST_STEPS; t++) {
        let sum = b1[c];
        for (let k = 0; k < kernel; k++)
          sum +=
            w1[c * 2 * kernel + k] * x[at + t * stride + k] +
            w1[(c * 2 + 1) * kernel + k] * x[at + WINDOW + t * stride + k];
        this.c1[c * FIRST_STEPS + t] = sum > 0 ? sum : 0;
      }
  }

  private convolveSecond({ w2, b2 }: Weights): void {
    const { channels, kernel, stride } = second;
    const { c1, c2 } = this;
    for (let c = 0; c < channels; c++)
      for (let t = 0; t < SECOND_STEPS; t++) {
        let sum = b2[c];
        for (let i = 0; i < first.channels; i++) {
          const w = (c * first.channels + i) * kernel;
          const from = i * FIRST_STEPS + t * stride;
          for (let k = 0; k < kernel; k++) sum += w2[w + k] * c1[from + k];
        }
        c2[c * SECOND_STEPS + t] = sum > 0 ? sum : 0;
      }
  }

  private dense({ w3, b3 }: Weights): void {
    const { h, c2 } = this;
    h.set(b3);
    for (let i = 0; i < DENSE_IN; i++) {
      const value = c2[i];
      if (value === 0) continue;
      const w = i * hidden;
      for (let j = 0; j < hidden; j++) h[j] += value * w3[w + j];
    }
    for (let j = 0; j < hidden; j++) if (h[j] < 0) h[j] = 0;
  }

  private denseBack({ w3 }: Weights, gradients: Weights): void {
    const { c2, dc2, dh } = this;
    for (let i = 0; i < DENSE_IN; i++) {
      const w = i * hidden;
      const value = c2[i];
      if (value !== 0) for (let j = 0; j < hidden; j++) gradients.w3[w + j] += value * dh[j];
      if (i >= FLAT) continue;
      let sum = 0;
      if (value > 0) for (let j = 0; j < hidden; j++) sum += w3[w + j] * dh[j];
      dc2[i] = sum;
    }
  }

  private secondBack({ w2 }: Weights, gradients: Weights): void {
    const { channels, kernel, stride } = second;
    const { c1, dc1, dc2 } = this;
    dc1.fill(0);
    for (let c = 0; c < channels; c++)
      for (let t = 0; t < SECOND_STEPS; t++) {
        const d = dc2[c * SECOND_STEPS + t];
        if (d === 0) continue;
        gradients.b2[c] += d;
        for (let i = 0; i < first.channels; i++) {
          const w = (c * first.channels + i) * kernel;
          const from = i * FIRST_STEPS + t * stride;
          for (let k = 0; k < kernel; k++) {
            gradients.w2[w + k] += d * c1[from + k];
            dc1[from + k] += d * w2[w + k];
          }
        }
      }
  }

  private firstBack(x: Float32Array, at: number, gradients: Weights): void {
    const { channels, kernel, stride } = first;
    const { c1, dc1 } = this;
    for (let c = 0; c < channels; c++)
      for (let t = 0; t < FIRST_STEPS; t++) {
        const d = dc1[c * FIRST_STEPS + t];
        if (d === 0 || c1[c * FIRST_STEPS + t] === 0) continue;
        gradients.b1[c] += d;
        for (let k = 0; k < kernel; k++) {
          gradients.w1[c * 2 * kernel + k] += d * x[at + t * stride + k];
          gradients.w1[(c * 2 + 1) * kernel + k] += d * x[at + WINDOW + t * stride + k];
        }
      }
  }
}
