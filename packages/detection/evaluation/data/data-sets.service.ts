import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DEFAULT_SETTINGS, zoneOffset, type BacktestSettings } from '@citywatch/detection';
import { readDataset, type Dataset } from '@citywatch/ingest/replay/dataset';
import { parseMapping } from '@citywatch/ingest/replay/mapping';
import { BEIJING_EVENTS, PJM_EVENTS, type PublicEvent } from './public-events.js';

/** One of the real data sets that the project is judged on. */
export interface DataSource {
  readonly file: string;
  readonly mapping: string;
  readonly timeZone: string;
  /** Whether the default's holidays, those of the United States, are the place's. */
  readonly holidays: boolean;
  readonly events: readonly PublicEvent[];
  /** Judged in a few seconds, so that the regression may do it. */
  readonly isQuick: boolean;
}

export const DATA_SOURCES: readonly DataSource[] = [
  {
    file: 'traffic/los-angeles-speed-2012-03-01_05.csv',
    mapping: 'los-angeles-traffic.json',
    timeZone: 'America/Los_Angeles',
    holidays: true,
    events: [],
    isQuick: true,
  },
  {
    file: 'air-quality/beijing-2016.csv',
    mapping: 'beijing-air-quality.json',
    timeZone: 'Asia/Shanghai',
    holidays: false,
    events: BEIJING_EVENTS,
    isQuick: false,
  },
  {
    file: 'grid/pjm-east-load-2016_2017.csv',
    mapping: 'pjm-load.json',
    timeZone: 'America/New_York',
    holidays: true,
    events: PJM_EVENTS,
    isQuick: true,
  },
];

export const hasData = (folder: string): boolean => DATA_SOURCES.every(({ file }) => existsSync(join(folder, file)));

/**
 * Reads a data set as `npm run replay` does.
 * @param folder where the data lies
 * @param mappings where ingest's mappings lie
 * @throws Error that names a file which is missing or cannot be read
 */
export function readSource({ file, mapping }: DataSource, folder: string, mappings: string): Dataset {
  const path = join(folder, file);
  if (!existsSync(path)) throw new Error(`There is no ${path}: name the folder of the real data with --data FOLDER.`);
  const rules = parseMapping(readFileSync(join(mappings, mapping), 'utf8'));
  const places =
    rules.things.kind === 'one' ? undefined : readFileSync(join(dirname(path), rules.things.places.file), 'utf8');
  const text = readFileSync(path, 'utf8');
  return readDataset(rules, { file: basename(path), text, ...(places !== undefined && { places }) });
}

/** Detectors at their defaults in the zone of the data. */
export const settingsFor = ({ timeZone, holidays }: DataSource): BacktestSettings => ({
  detection: {
    ...DEFAULT_SETTINGS,
    offsetAt: zoneOffset(timeZone),
    ...(!holidays && { holidayOn: () => false }),
  },
});
