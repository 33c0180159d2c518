import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FEATURES, OUTPUTS, type Forecaster } from '@citywatch/detection';
import { openSession } from './binding.js';
import { OnnxForecaster } from './onnx-forecaster.js';

const FOLDER = join(import.meta.dirname, '..', 'models');
const VERSION = /^forecast-[1-9]\d{0,5}$/;
/** The runtime and the training add up the same numbers in another order: so much their answers may differ. */
const TOLERANCE = 1e-4;

/** What the training wrote beside the model. */
interface ModelCard {
  readonly version: string;
  readonly features: number;
  readonly sha256: string;
  readonly example: { readonly features: readonly number[]; readonly forecast: readonly number[] };
}

/** Versions of the models that come with this package, oldest first. */
export const modelVersions = (folder = FOLDER): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.onnx'))
    .map((file) => file.slice(0, -'.onnx'.length))
    .filter((version) => VERSION.test(version))
    .sort((a, b) => Number(a.slice('forecast-'.length)) - Number(b.slice('forecast-'.length)));

/**
 * Loads a model, and has it answer the example that its training wrote down.
 * @throws Error where there is no such version, the file is not the one that was trained, or the runtime answers otherwise
 */
export function loadForecaster(version: string, folder = FOLDER): Forecaster {
  const known = modelVersions(folder);
  if (!known.includes(version))
    throw new Error(`There is no forecasting model "${version}"; there are: ${known.join(', ') || 'none'}.`);
  const model = new Uint8Array(readFileSync(join(folder, `${version}.onnx`)));
  const card = JSON.parse(readFileSync(join(folder, `${version}.json`), 'utf8')) as ModelCard;
  if (createHash('sha256').update(model).digest('hex') !== card.sha256)
    throw new Error(`${version}.onnx is not the file that ${version}.json was written for: train it again.`);
  if (card.version !== version || card.features !== FEATURES)
    throw new Error(
      `${version}.json is of ${card.version} with ${card.features} inputs; this program has ${FEATURES}: train it again.`,
    );
  const forecaster = new OnnxForecaster(version, openSession(model));
  const answer = forecaster.predict(Float32Array.from(card.example.features), 1);
  for (let i = 0; i < OUTPUTS; i++)
    if (!(Math.abs(answer[i] - card.example.forecast[i]) <= TOLERANCE))
      throw new Error(
        `${version} answers its example with ${[...answer].join(', ')} where ${card.example.forecast.join(', ')} is right.`,
      );
  return forecaster;
}
