import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { evaluateNab, scoreResults } from './evaluate-nab.command.js';
import { collect } from './detect.js';
import { readNab } from './nab-files.service.js';
import { DETECTOR } from './rows.js';
import { PROFILES, type Scores } from './score.js';
import { tune } from './two-fold.js';

const ROOT = join(import.meta.dirname, '../../../../..');
const HELP = `The Numenta Anomaly Benchmark, by NAB's own rules

  node packages/detection/evaluation/dist/nab/main-nab.js [--data FOLDER]
  --write FOLDER                       also write every row's anomaly score in NAB's format, compressed
  --tune                               look for the one configuration on all files
  --results FOLDER [--detector NAME]   score result files, ours (${DETECTOR}) or others', at each profile's best threshold
  --thresholds A,B,C                   and at these: ${PROFILES.join(', ')}`;

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(ROOT, '../shared/data/nab') },
    write: { type: 'string' },
    tune: { type: 'boolean', default: false },
    results: { type: 'string' },
    detector: { type: 'string', default: DETECTOR },
    thresholds: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

function thresholdsOf(text: string): Scores {
  const [standard, lowFp, lowFn] = text.split(',').map(Number);
  if (![standard, lowFp, lowFn].every(Number.isFinite))
    throw new Error(`--thresholds has "${text}"; it must be three numbers with commas between.`);
  return { standard, reward_low_FP_rate: lowFp, reward_low_FN_rate: lowFn };
}

function run(): unknown {
  if (values.results !== undefined)
    return scoreResults(
      values.data,
      values.results,
      values.detector,
      values.thresholds === undefined ? undefined : thresholdsOf(values.thresholds),
    );
  if (!values.tune) return evaluateNab(values.data, values.write);
  const { files, profiles } = readNab(values.data);
  return tune(files.map(collect), profiles, false);
}

try {
  console.log(values.help ? HELP : JSON.stringify(run(), null, 2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
