import { fork } from 'node:child_process';
import { join } from 'node:path';
import { DEFAULT_CORRELATION, DEFAULT_SETTINGS, tuningOf } from '@citywatch/detection';
import { createCity, metadataOf, observe, reportMessage, type City } from '@citywatch/simulator';
import { applyStorageSettings, copyBuffer, maintain, parseStorageSettings, type Pool } from '@citywatch/timescale';
import { datastreamIds } from './copy-floor.js';
import { childrenCpuSeconds } from './machine.js';
import { atLeast, figure, median, type Result } from './result.js';
import { withServices, type BenchServices } from './services.js';

const ENTRY = join(import.meta.dirname, '..', '..', 'backend', 'dist', 'main-stored-backtest.js');
const RUNS = 5;
const LEAST = 50_000;
const HOUR = 3_600_000;
/** The city of the benchmark `backtest`; half a day of its reports is stored, and the last eight hours are asked for. */
const CITY = { seed: 7, sensors: 150 } as const;
const START = Date.UTC(2026, 9, 5, 5);
const END = START + 12 * HOUR;
const FROM = START + 4 * HOUR;
/** All that is read: the hour before the range observation by observation, and minutes before that. */
const LEAD_IN = FROM - HOUR;
const STEP_MS = 10_000;
const PART_ROWS = 50_000;
const COLUMNS = 'datastream_id, phenomenon_time, result, sequence, quality, received_at';

interface Outcome {
  readonly result?: { readonly observations: number };
  readonly error?: string;
}
interface Run {
  readonly observations: number;
  readonly seconds: number;
  readonly cpu: number;
}

/** The backtest that the product runs over stored history, both settings, against reading the same rows and nothing else. */
export async function benchStoredBacktest(): Promise<Result> {
  return withServices(async (services) => {
    console.log('  storing half a day of a city…');
    const stored = await store(services.pool);
    const [floor, runs]: [number[], Run[]] = [[], []];
    let read = 0;
    for (let i = 0; i < RUNS; i++) {
      console.log(`  run ${i + 1} of ${RUNS}…`);
      const begin = performance.now();
      read = await readRows(services.pool);
      floor.push((read / (performance.now() - begin)) * 1_000);
      runs.push(await backtest(services));
    }
    const rates = runs.map(({ seconds }) => read / seconds);
    return {
      name: 'stored-backtest',
      method: `\`main-stored-backtest\` as the API starts it, for the last ${(END - FROM) / HOUR} of ${(END - START) / HOUR} hours of a simulated city that reports every 10 to 30 s (${stored.toLocaleString('en-US')} observations in the database): the setting in force and a changed one side by side, each with neighbours and the learned network, after learning from what is before. The floor is to read the same ${read.toLocaleString('en-US')} rows by statements of ten minutes. Medians of ${RUNS} runs, ratios within a run; the start of the process included.`,
      figures: [
        figure('observations in the range', runs[0].observations, ''),
        figure('reading the rows (the floor)', median(floor), 'rows/s'),
        atLeast('backtest, by the clock', median(rates), 'rows/s', LEAST),
        figure('backtest / reading', median(rates.map((rate, i) => rate / floor[i])), '×'),
        figure('backtest', median(runs.map(({ cpu }) => (cpu / read) * 1e6)), 'µs of CPU a row'),
      ],
    };
  });
}

/** Stores the city and all that it reports, as the writer would have, and rolls it up. @returns observations */
async function store(pool: Pool): Promise<number> {
  const city = createCity(CITY);
  await applyStorageSettings(
    pool,
    parseStorageSettings({ RAW_RETENTION_DAYS: '0', ROLLUP_1M_RETENTION_DAYS: '0', ROLLUP_1H_RETENTION_DAYS: '0' }),
  );
  await describe(pool, city);
  const ids = await datastreamIds(pool);
  let [lines, count]: [string[], number] = [[], 0];
  const flush = async () => {
    const client = await pool.connect();
    await copyBuffer(client, `copy observation (${COLUMNS}) from stdin`, Buffer.from(lines.join('')));
    client.release();
    count += lines.length;
    lines = [];
  };
  for (let time = START, turn = 0; time < END; time += STEP_MS, turn++) {
    for (const thing of city.things) {
      const every = (thing.metadata.interval * 1_000) / STEP_MS;
      const observed = (turn + thing.index) % every === 0 ? observe(city, thing, time, []) : null;
      if (observed === null) continue;
      const { phenomenonTime, results, sequence } = reportMessage(thing, observed, time);
      for (const [property, result] of Object.entries(results))
        lines.push(
          `${ids.get(`${thing.metadata.thing}/${property}`)}\t${phenomenonTime}\t${result}\t${sequence}\t0\t${phenomenonTime}\n`,
        );
    }
    if (lines.length >= PART_ROWS) await flush();
  }
  await flush();
  await pool.query(
    `select mark_observed(array_agg(m), array_agg(m + interval '1 minute'))
     from generate_series($1::timestamptz, $2::timestamptz - interval '1 minute', interval '1 minute') as m`,
    [new Date(START), new Date(END)],
  );
  await maintain(pool);
  return count;
}

async function describe(pool: Pool, city: City): Promise<void> {
  for (const {
    thing,
    operator,
    domain,
    name,
    longitude,
    latitude,
    interval,
    road,
    feeder,
    nominal,
    properties,
  } of metadataOf(city)) {
    await pool.query('insert into operator (id, name) values ($1, $1) on conflict do nothing', [operator]);
    await pool.query(
      `insert into thing (id, operator_id, domain, name, longitude, latitude, interval_seconds, road, feeder, nominal, described)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true)`,
      [thing, operator, domain, name, longitude, latitude, interval, road ?? null, feeder ?? null, nominal ?? {}],
    );
    await pool.query(
      "insert into datastream (thing_id, property, unit) select $1, p, '' from unnest($2::text[]) as p",
      [thing, properties],
    );
  }
}

/** Reads what a backtest reads, in its order, and nothing else. @returns rows */
async function readRows(pool: Pool): Promise<number> {
  const { rows: streams } = await pool.query<{ id: number }>('select id from datastream');
  const ids = streams.map(({ id }) => id);
  const minutes = `select extract(epoch from bucket)::float8, datastream_id, last, 0 from observation_1m
    where bucket >= $1 and bucket < $2 and datastream_id = any ($3) order by bucket, datastream_id`;
  const all = `select extract(epoch from phenomenon_time)::float8, datastream_id, result, quality from observation
    where phenomenon_time >= $1 and phenomenon_time < $2 and datastream_id = any ($3) order by phenomenon_time, datastream_id`;
  let count = 0;
  for (let at = START; at < END; at += HOUR / 6) {
    const text = at < LEAD_IN ? minutes : all;
    const values = [new Date(at), new Date(at + HOUR / 6), ids];
    count += (await pool.query({ text, values, rowMode: 'array' })).rows.length;
  }
  return count;
}

async function backtest({ databaseUrl }: BenchServices): Promise<Run> {
  const before = childrenCpuSeconds();
  const begin = performance.now();
  const tuning = tuningOf(DEFAULT_SETTINGS);
  const child = fork(ENTRY, {
    execArgv: [],
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const outcome = await new Promise<Outcome>((resolve, reject) => {
    let last: Outcome = { error: 'it ended without an answer' };
    child.on('message', (said: Outcome) => (last = said));
    child.once('error', reject).once('close', () => resolve(last));
    child.send({
      database: { url: databaseUrl },
      job: {
        request: { from: FROM, to: END, tuning: { ...tuning, falseAlarmsPerWeek: tuning.falseAlarmsPerWeek / 2 } },
        current: tuning,
        timeZone: 'America/Chicago',
        holidays: 'US',
        gapGraceMs: DEFAULT_SETTINGS.gapGraceMs,
        peers: true,
        forecastModel: 'forecast-1',
        correlation: DEFAULT_CORRELATION,
        warmUpMs: 7 * 24 * HOUR,
        maxObservations: Infinity,
        now: END,
      },
    });
  });
  if (outcome.result === undefined) throw new Error(`the backtest failed: ${outcome.error}`);
  const seconds = (performance.now() - begin) / 1_000;
  return { observations: outcome.result.observations, seconds, cpu: childrenCpuSeconds() - before };
}
