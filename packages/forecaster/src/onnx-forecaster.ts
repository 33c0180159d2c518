import { FEATURES, OUTPUTS, type Forecaster } from '@citywatch/detection';
import { matrix, type NativeSession } from './binding.js';

/** A forecaster whose network is an ONNX model for batches of a fixed number of rows. */
export class OnnxForecaster implements Forecaster {
  private readonly batch: Float32Array;
  private readonly input: string;
  private readonly output: string;

  /** @param rows rows of the model's input */
  constructor(
    readonly version: string,
    private readonly session: NativeSession,
    private readonly rows: number,
  ) {
    this.batch = new Float32Array(rows * FEATURES);
    [this.input] = session.inputNames;
    [this.output] = session.outputNames;
  }

  /** Always whole batches, the last one filled up with zeros: then a row's answer is the same in whatever company it comes. */
  predict(features: Float32Array, rows: number): Float32Array {
    const answers = new Float32Array(rows * OUTPUTS);
    for (let from = 0; from < rows; from += this.rows) {
      const to = Math.min(rows, from + this.rows);
      this.batch.fill(0);
      this.batch.set(features.subarray(from * FEATURES, to * FEATURES));
      const { data } = this.session.run(
        { [this.input]: matrix(this.batch, this.rows, FEATURES) },
        { [this.output]: null },
        {},
      )[this.output];
      answers.set(data.subarray(0, (to - from) * OUTPUTS), from * OUTPUTS);
    }
    return answers;
  }
}
