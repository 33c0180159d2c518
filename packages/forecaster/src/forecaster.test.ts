import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { FEATURES, OUTPUTS } from '@citywatch/detection';
import { loadForecaster, modelVersions } from './load-forecaster.repository.js';

const models = join(import.meta.dirname, '..', 'models');
const folder = mkdtempSync(join(tmpdir(), 'citywatch-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Rows of numbers that look like features, the same each time. */
function rowsOf(count: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: count * FEATURES }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state / 2 ** 32 - 0.5) * 4;
  });
}

describe.each(modelVersions())('the model %s', (version) => {
  const forecaster = loadForecaster(version);

  test('is small, and answers what its training said', () => {
    expect(forecaster.version).toBe(version);
    expect(readFileSync(join(models, `${version}.onnx`)).length).toBeLessThan(200_000);
    const { example } = JSON.parse(readFileSync(join(models, `${version}.json`), 'utf8')) as {
      example: { features: number[]; forecast: number[] };
    };
    const answer = forecaster.predict(Float32Array.from(example.features), 1);
    for (let i = 0; i < OUTPUTS; i++) expect(answer[i]).toBeCloseTo(example.forecast[i], 4);
  });

  test('a row has the same answer, to the last bit, in whatever company and place it comes', () => {
    const count = 150;
    const rows = rowsOf(count);
    const together = forecaster.predict(rows, count);
    for (let row = 0; row < count; row++) {
      const alone = forecaster.predict(rows.slice(row * FEATURES, (row + 1) * FEATURES), 1);
      expect([...alone]).toEqual([...together.subarray(row * OUTPUTS, (row + 1) * OUTPUTS)]);
    }
    for (const size of [3, 16, 64])
      for (let from = 0; from + size <= count; from += size) {
        const some = forecaster.predict(rows.slice(from * FEATURES, (from + size) * FEATURES), size);
        expect([...some]).toEqual([...together.subarray(from * OUTPUTS, (from + size) * OUTPUTS)]);
      }
  });
});

describe('loading a model', () => {
  test('says which there are where the wanted one is missing', () => {
    expect(() => loadForecaster('forecast-999')).toThrow(/no forecasting model "forecast-999"; there are: forecast-1/);
    expect(() => loadForecaster('../forecast-1')).toThrow(/there are/);
    expect(() => loadForecaster('forecast-1', folder)).toThrow(/there are: none/);
  });

  test('refuses a file that is not the one that was trained, and one that is no model', () => {
    cpSync(models, folder, { recursive: true });
    const path = join(folder, 'forecast-1.onnx');
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
    expect(() => loadForecaster('forecast-1', folder)).toThrow(/train it again/);
  });
});
