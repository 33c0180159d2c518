import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DETECTOR_VERSION } from '@citywatch/detection';
import type { NabReport } from './nab/evaluate-nab.command.js';
import type { DataFigures } from './data/judge-data.js';
import type { InjectedFigures } from './injected/judge-injected.js';
import type { Part } from './parts.js';
import { rounded } from './report/rounded.js';
import type { CityScore } from './score/score.js';
import type { Figures } from './score/figures.js';

/** A part's figures by the names of its plans. */
export type CityResult = Readonly<Record<string, Figures>>;

export interface Results {
  readonly cities?: CityResult;
  readonly network?: CityResult;
  readonly budgets?: CityResult;
  readonly native?: CityResult;
  readonly 'second-simulator'?: CityResult;
  readonly twins?: CityResult;
  readonly calendar?: CityResult;
  readonly large?: CityResult;
  /** Counts of one small city, which a change of anything changes: what the regression compares. */
  readonly quick?: Readonly<Record<string, readonly CityScore[]>>;
  readonly data?: readonly DataFigures[];
  readonly injected?: readonly InjectedFigures[];
  readonly nab?: NabReport;
}

const fileOf = (folder: string, part: Part): string => join(folder, `${part}.json`);

/** Stores a part's result with the versions of the detectors that made it. */
export function saveResult(folder: string, part: Part, result: unknown): void {
  mkdirSync(folder, { recursive: true });
  const content = {
    command: `npm run evaluate -- --part ${part}`,
    detectors: DETECTOR_VERSION,
    result: rounded(result),
  };
  writeFileSync(fileOf(folder, part), `${JSON.stringify(content, null, 1)}\n`);
}

/** Takes up a part's stored result; undefined where there is none. */
export function loadResult<P extends keyof Results>(folder: string, part: P): Results[P] | undefined {
  const path = fileOf(folder, part);
  if (!existsSync(path)) return undefined;
  return (JSON.parse(readFileSync(path, 'utf8')) as { result: Results[P] }).result;
}
