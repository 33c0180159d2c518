import { FEATURES, OUTPUTS, type Forecaster } from '@citywatch/detection';
import { matrix, type NativeSession } from './binding.js';

/** Rows of one call of the runtime at most: larger batches are no cheaper a row. */
const MOST_ROWS = 128;

/**
 * A forecaster whose network is an ONNX model. The runtime adds up each row by itself, in the same order whatever the batch: the
 * package's test holds that a row's answer is the same to the last bit, alone and among others.
 */
export class OnnxForecaster implements Forecaster {
  private readonly input: string;
  private readonly output: string;

  constructor(
    readonly version: string,
    private readonly session: NativeSession,
  ) {
    [this.input] = session.inputNames;
    [this.output] = session.outputNames;
  }

  predict(features: Float32Array, rows: number): Float32Array {
    const answers = new Float32Array(rows * OUTPUTS);
    for (let from = 0; from < rows; from += MOST_ROWS) {
      const to = Math.min(rows, from + MOST_ROWS);
      const batch = matrix(features.subarray(from * FEATURES, to * FEATURES), to - from, FEATURES);
      const { data } = this.session.run({ [this.input]: batch }, { [this.output]: null }, {})[this.output];
      answers.set(data, from * OUTPUTS);
    }
    return answers;
  }
}
