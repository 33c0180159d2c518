import { join } from 'node:path';
import { zoneOffset } from '@citywatch/detection';
import { DATA_SOURCES, readSource } from '../data/data-sets.service.js';
import { foldersOf } from '../evaluate.command.js';
import { MINUTE, TIME_ZONE } from './clock.js';
import { hourlyChange, speedChange, type Row } from './likeness.js';
import { SecondCity } from './second-city.js';
import { Telemetry } from './telemetry.js';

/** Prints how alike the second simulator's healthy cities and the real data are: it must be neither calmer nor wilder for no reason. */
const ROOT = join(import.meta.dirname, '..', '..', '..', '..', '..');
const SEEDS = [1, 2, 3, 4];
const DAYS = 19;
/** Log of a share, or the property's unit. */
const HOURLY = { pm25: true, pm10: true, no2: true, temperature: false, windSpeed: false } as const;

function simulated(seed: number): Row[] {
  const rows: Row[] = [];
  new Telemetry(seed, new SecondCity(seed, 5 * MINUTE, DAYS), []).each(({ thing, time, results }) =>
    rows.push({ thing: thing.metadata.thing, time, results }),
  );
  return rows;
}

const shown = (values: readonly number[]): string => values.map((value) => value.toFixed(3)).join(' / ');

const { data, mappings } = foldersOf(ROOT, process.argv[2] ?? null);
const [losAngeles, beijing] = DATA_SOURCES.map((source) => ({
  source,
  rows: () => readSource(source, data, mappings).rows,
}));
const places: readonly (readonly [string, readonly Row[], string])[] = [
  ['Beijing 2016', beijing.rows(), beijing.source.timeZone],
  ['Los Angeles 2012', losAngeles.rows(), losAngeles.source.timeZone],
  ...SEEDS.map((seed) => [`second simulator, seed ${seed}`, simulated(seed), TIME_ZONE] as const),
];
for (const [name, rows, zone] of places) {
  console.log(name);
  for (const [property, isShare] of Object.entries(HOURLY)) {
    const { together, apart } = hourlyChange(rows, property, isShare);
    // Of fewer than three stations nothing is common.
    if (Number.isNaN(together)) continue;
    console.log(`  ${property}: ${shown([together, apart])} (hourly change together / apart)`);
  }
  if (!rows.some(({ results }) => 'speed' in results)) continue;
  const { slowest, dayToDay } = speedChange(rows, zoneOffset(zone));
  console.log(`  speed: slowest twentieth ${shown(slowest)}, from day to day ${shown(dayToDay)} of the median`);
}
