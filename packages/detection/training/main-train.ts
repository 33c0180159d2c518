import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FEATURES, OUTPUTS } from '@citywatch/detection';
import { graphOf } from './graph.js';
import { judge, type ForecastErrors } from './judge.js';
import { Lessons } from './lessons.js';
import { Network } from './network.js';
import { encodeOnnx } from './onnx-model.js';
import { createRandom, normal } from './random.js';
import { judgedFrom, REAL, type RealName } from './real.repository.js';
import { simulatedSeries } from './simulated.js';
import type { Parameters } from './shape.js';
import { train } from './train.js';

const SEED = 1;
/** Simulated cities that are taught, in different seasons, and those that only the forecasts' error is looked at on. */
const TAUGHT = [1, 2, 3, 4, 5, 6];
const LOOKED_AT = [90];
const PLAN = { seed: SEED, batches: 10_000, batchSize: 256, rate: [2e-3, 5e-5] } as const;
const SIMULATED = { sensors: 90, days: 17, share: 0.05 };
const MOST = 1_200_000;

const season = (seed: number) => Date.UTC(2025, (seed * 5) % 12, 3, 6);
const city = (seed: number) => simulatedSeries({ seed, ...SIMULATED, start: season(seed) });

const HELP = `npm run train-forecaster: trains the forecaster anew and writes model and card; the same code and data give the same file

  --version V   its version (forecast-1)
  --data DIR    folder of the real data sets (../shared/data)
  --out DIR     where to (packages/forecaster/models)
`;

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function collect(data: string): Lessons {
  const random = createRandom(SEED);
  const lessons = new Lessons(MOST);
  for (const seed of TAUGHT) {
    for (const series of city(seed)) lessons.take(series, SIMULATED.share, random);
    say(`simulated city ${seed}: ${lessons.count} lessons`);
  }
  for (const [name, share] of [
    ['los-angeles', 1],
    ['beijing', 1],
    ['pjm', 1],
  ] as const) {
    for (const series of REAL[name](data, 'taught')) lessons.take(series, share, random);
    say(`${name}: ${lessons.count} lessons`);
  }
  return lessons;
}

function judgeAll(parameters: Parameters, data: string): Record<string, ForecastErrors> {
  const network = new Network(parameters);
  const answers: Record<string, ForecastErrors> = {};
  for (const name of Object.keys(REAL) as RealName[])
    answers[name] = judge(
      network,
      REAL[name](data, 'judged').map((series) => [series, judgedFrom(name, series)]),
    );
  const days = (8 * 86_400_000) / 300_000;
  for (const seed of LOOKED_AT)
    answers[`simulated ${seed}`] = judge(
      network,
      (function* () {
        for (const series of city(seed)) yield [series, days] as const;
      })(),
    );
  return answers;
}

/** A row that anybody can run through the model, and what it answers: the model's test. */
function example(parameters: Parameters): { features: number[]; forecast: number[] } {
  const random = createRandom(7);
  const features = Float32Array.from({ length: FEATURES }, () => Math.round(normal(random) * 100) / 100);
  return { features: [...features], forecast: [...new Network(parameters).forward(features, 0).slice(0, OUTPUTS)] };
}

function trainModel(version: string, data: string, out: string): void {
  const lessons = collect(data);
  const parameters = train(lessons, PLAN, (done, loss) =>
    say(`${Math.round(done * 100)} % trained, loss ${loss.toFixed(4)}`),
  );
  const judged = judgeAll(parameters, data);
  const bytes = encodeOnnx(graphOf(parameters.parts, { version, seed: String(SEED), features: String(FEATURES) }));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const card = { version, features: FEATURES, sha256, lessons: lessons.count, plan: PLAN, judged };
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, `${version}.onnx`), bytes);
  writeFileSync(
    join(out, `${version}.json`),
    `${JSON.stringify({ ...card, example: example(parameters) }, null, 2)}\n`,
  );
  say(JSON.stringify(judged, null, 2));
}

const { values } = parseArgs({
  options: {
    version: { type: 'string', default: 'forecast-1' },
    data: { type: 'string', default: '../shared/data' },
    out: { type: 'string', default: 'packages/forecaster/models' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) process.stdout.write(HELP);
else {
  try {
    trainModel(values.version, values.data, values.out);
  } catch (error) {
    say((error as Error).message);
    process.exitCode = 1;
  }
}
