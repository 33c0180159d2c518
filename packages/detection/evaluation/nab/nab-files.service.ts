import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parseNabFile, type NabFile } from './corpus.js';
import { parseResultRows, resultPath, resultRows } from './rows.js';
import { ofProfiles, type Profile, type ProfileName, type Profiles } from './score.js';

const WINDOWS = 'combined_windows.json';
const WEIGHTS = 'profiles.json';

export interface NabData {
  readonly files: readonly NabFile[];
  readonly profiles: Profiles;
}

export const hasNab = (folder: string): boolean => existsSync(join(folder, WINDOWS));

/**
 * Reads the Numenta Anomaly Benchmark: combined_windows.json, profiles.json and data/ as NAB has them.
 * @throws Error that names what is missing or cannot be understood
 */
export function readNab(folder: string): NabData {
  if (!hasNab(folder))
    throw new Error(
      `There is no ${join(folder, WINDOWS)}: the Numenta Anomaly Benchmark (its ${WINDOWS}, ${WEIGHTS} and data/) belongs there, or name its folder with --data.`,
    );
  const windows = JSON.parse(readFileSync(join(folder, WINDOWS), 'utf8')) as Record<string, string[][]>;
  const files = Object.keys(windows)
    .sort()
    .map((path) => parseNabFile(path, readFileSync(join(folder, 'data', path), 'utf8'), windows[path]));
  return { files, profiles: profilesOf(readFileSync(join(folder, WEIGHTS), 'utf8')) };
}

function profilesOf(text: string): Profiles {
  const read = JSON.parse(text) as Record<string, { CostMatrix?: Partial<Record<keyof Profile, unknown>> }>;
  return ofProfiles((name: ProfileName) => {
    const { tpWeight, fnWeight, fpWeight } = read[name]?.CostMatrix ?? {};
    if (typeof tpWeight !== 'number' || typeof fnWeight !== 'number' || typeof fpWeight !== 'number')
      throw new Error(`${WEIGHTS}: the profile ${name} needs a CostMatrix with tpWeight, fnWeight and fpWeight.`);
    return { tpWeight, fnWeight, fpWeight };
  });
}

/** Writes one compressed result file below `folder`, where NAB has it below its results. */
export function writeResult(folder: string, detector: string, file: NabFile, scores: Float64Array): void {
  const path = join(folder, detector, `${resultPath(file.path, detector)}.gz`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(resultRows(file, scores), { level: 9 }));
}

/**
 * Reads what a detector said of a file: NAB's own result files, compressed ones too.
 * @throws Error that names the file that is missing
 */
export function readResult(folder: string, detector: string, file: NabFile): Float64Array {
  const path = join(folder, detector, resultPath(file.path, detector));
  if (existsSync(path)) return parseResultRows(file, readFileSync(path, 'utf8'));
  if (existsSync(`${path}.gz`)) return parseResultRows(file, gunzipSync(readFileSync(`${path}.gz`)).toString('utf8'));
  throw new Error(`There is no ${path} (nor .gz): every file of the benchmark needs its results.`);
}
