import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Series } from './feeder.js';

const HOUR = 3_600_000;
const FIVE_MINUTES = 300_000;
const MPH = 1.609344;

/** Real data that is taught, and real data that is only judged: other sensors and other days. */
export type Part = 'taught' | 'judged';

function lines(folder: string, file: string): string[][] {
  const path = join(folder, file);
  if (!existsSync(path))
    throw new Error(`There is no ${path}: give the folder of the real data sets with --data (default ../shared/data).`);
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));
}

const series = (part: Omit<Series, 'nominal'>): Series => ({ ...part, nominal: null });

/** Los Angeles, 1–5 March 2012, five minutes: the first half of the time at every other sensor is taught, the rest of it at the others judged. */
function losAngeles(folder: string, part: Part): Series[] {
  const [head, ...rows] = lines(folder, 'traffic/los-angeles-speed-2012-03-01_05.csv');
  const start = Date.UTC(2012, 2, 1, 8) + FIVE_MINUTES / 2;
  const until = part === 'taught' ? Math.floor(rows.length * 0.6) : rows.length;
  return head
    .map((id, column) => ({ id, column }))
    .filter(({ column }) => column % 2 === (part === 'taught' ? 0 : 1))
    .map(({ id, column }) =>
      series({
        thing: `la-${id}`,
        property: 'speed',
        timeZone: 'America/Los_Angeles',
        stepMs: FIVE_MINUTES,
        start,
        values: Float32Array.from(rows.slice(0, until), (row) =>
          Number(row[column]) > 0 ? Number(row[column]) * MPH : NaN,
        ),
      }),
    );
}

const AIR: Readonly<Record<string, string>> = {
  'PM2.5': 'pm25',
  PM10: 'pm10',
  SO2: 'so2',
  NO2: 'no2',
  CO: 'co',
  O3: 'o3',
  TEMP: 'temperature',
  WSPM: 'windSpeed',
};

/** Beijing 2016, hours: six stations from January to August are taught, the six others judged from September on. */
function beijing(folder: string, part: Part): Series[] {
  const [head, ...rows] = lines(folder, 'air-quality/beijing-2016.csv');
  const station = head.indexOf('station');
  const names = [...new Set(rows.map((row) => row[station]))].sort();
  const until = part === 'taught' ? Date.UTC(2016, 8, 1) : Infinity;
  return names
    .filter((_, i) => i % 2 === (part === 'taught' ? 0 : 1))
    .flatMap((name) => {
      const own = rows.filter((row) => row[station] === name && hourOf(row) < until);
      return Object.entries(AIR).map(([column, property]) =>
        series({
          thing: `beijing-${name}`,
          property,
          timeZone: 'Asia/Shanghai',
          stepMs: HOUR,
          start: hourOf(own[0]) - 8 * HOUR + HOUR / 2,
          values: Float32Array.from(own, (row) => Number(row[head.indexOf(column)])),
        }),
      );
    });
}

const hourOf = ([year, month, day, hour]: readonly string[]): number =>
  Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour));

/** Load of the eastern PJM area, hours: 2016 is taught, 2017 judged (from the same profile, which 2016 has made). */
function pjm(folder: string, part: Part): Series[] {
  const [, ...rows] = lines(folder, 'grid/pjm-east-load-2016_2017.csv');
  const until = part === 'taught' ? rows.findIndex(([time]) => time.startsWith('2017')) : rows.length;
  return [
    series({
      thing: 'pjm-east',
      property: 'activePower',
      timeZone: 'America/New_York',
      stepMs: HOUR,
      start: Date.UTC(2016, 0, 1, 5) + HOUR / 2,
      values: Float32Array.from(rows.slice(0, until), ([, load]) => Number(load) * 1_000),
    }),
  ];
}

/** First step that a judged series is judged from: what comes before is taught elsewhere, at other sensors. */
export const judgedFrom = (name: RealName, { values, start }: Series): number => {
  if (name === 'los-angeles') return Math.floor(values.length * 0.6);
  const from = name === 'beijing' ? Date.UTC(2016, 7, 31, 16) : Date.UTC(2017, 0, 1, 5);
  return Math.ceil((from - start) / HOUR);
};

export const REAL = { 'los-angeles': losAngeles, beijing, pjm } as const;
export type RealName = keyof typeof REAL;
