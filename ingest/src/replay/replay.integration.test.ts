import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createTestDatabase,
  createTestTopics,
  testConfig,
  waitFor,
  type TestDatabase,
  type TestTopics,
} from '@citywatch/testkit';
import { createPool, type Pool } from '@citywatch/timescale';
import type { Totals } from '../simulate/totals.js';

const root = join(import.meta.dirname, '..', '..', '..');
const entry = (name: string) => join(root, 'ingest', 'dist', name);
/** The real data sets stand beside the repository where it is developed; elsewhere small files of the same form do. */
const shared = join(root, '..', 'shared', 'data');

interface Expected {
  readonly count: number;
  readonly sum: number;
}
interface Source {
  readonly path: string;
  readonly things: number;
  /** Read from the file by other means than the command's. */
  readonly expected: Readonly<Record<string, Expected>>;
}

const cellsOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));
const tally = (texts: readonly string[], factor: number): Expected => {
  const values = texts.filter((text) => text !== 'NA' && text !== '').map((text) => Number(text) * factor);
  return { count: values.length, sum: values.reduce((a, b) => a + b, 0) };
};

function traffic(path: string): Source {
  const texts = cellsOf(path)
    .flat()
    .filter((text) => text !== '0');
  return { path, things: cellsOf(path)[0].length, expected: { speed: tally(texts, 1.609344) } };
}

function air(path: string): Source {
  const rows = cellsOf(path);
  const column = (at: number) =>
    tally(
      rows.map((row) => row[at]),
      1,
    );
  const windDirection = { count: rows.filter((row) => row[14] !== 'NA').length, sum: NaN };
  return {
    path,
    things: new Set(rows.map((row) => row[16])).size,
    expected: {
      pm25: column(4),
      pm10: column(5),
      so2: column(6),
      no2: column(7),
      co: column(8),
      o3: column(9),
      temperature: column(10),
      windSpeed: column(15),
      windDirection,
    },
  };
}

const grid = (path: string): Source => ({
  path,
  things: 1,
  expected: {
    activePower: tally(
      cellsOf(path).map((row) => row[1]),
      1000,
    ),
  },
});

/** Files of the same form and names, for a clone that stands alone. */
function makeFiles(folder: string): void {
  const put = (name: string, lines: string[]) => writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  const hours = Array.from({ length: 48 }, (_, h) => h);
  put('los-angeles-sensors.csv', ['sensor_id,latitude,longitude', '1,34.1,-118.2', '2,34.2,-118.3']);
  put('los-angeles-speed-2012-03-01_05.csv', ['1,2', ...hours.map((h) => `${h},${60 - h / 3}`)]);
  put('beijing-stations.csv', ['station,latitude,longitude', 'Dongsi,39.9,116.4']);
  const head = 'year,month,day,hour,PM2.5,PM10,SO2,NO2,CO,O3,TEMP,PRES,DEWP,RAIN,wd,WSPM,station';
  const row = (h: number) =>
    `2016,1,${1 + Math.floor(h / 24)},${h % 24},${h},${h % 5 ? h + 10 : 'NA'},5,${h * 2},500,${h / 2},-3.5,1020,-9,0,NNE,1.5,Dongsi`;
  put('beijing-2016.csv', [head, ...hours.map(row)]);
  const day = (h: number) => `2016-11-0${5 + Math.floor(h / 24)}T${String(h % 24).padStart(2, '0')}:00`;
  put('pjm-east-load-2016_2017.csv', ['datetime_local,load_mw', ...hours.map((h) => `${day(h)},${20_000 + h}`)]);
}

function sources(folder: string): { name: string; source: Source }[] {
  const real = existsSync(shared);
  if (!real) makeFiles(folder);
  const at = (kind: string, name: string) => (real ? join(shared, kind, name) : join(folder, name));
  return [
    { name: 'Los Angeles traffic', source: traffic(at('traffic', 'los-angeles-speed-2012-03-01_05.csv')) },
    { name: 'Beijing air', source: air(at('air-quality', 'beijing-2016.csv')) },
    { name: 'PJM load', source: grid(at('grid', 'pjm-east-load-2016_2017.csv')) },
  ];
}

describe('npm run replay, through Kafka and the writer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  let topics: TestTopics;
  let database: TestDatabase;
  let pool: Pool;
  let env: NodeJS.ProcessEnv;
  const children: ChildProcess[] = [];

  function run(file: string, ...args: string[]) {
    const child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return {
      child,
      ended,
      lines: () =>
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { totals?: Totals }),
    };
  }

  beforeAll(async () => {
    topics = await createTestTopics({ partitions: 2 });
    database = await createTestDatabase();
    pool = createPool({ url: database.url, max: 1 });
    env = {
      ...process.env,
      KAFKA_BROKERS: testConfig().kafkaBrokers.join(),
      DATABASE_URL: database.url,
      TOPIC_PREFIX: topics.prefix,
      GROUP_PREFIX: topics.prefix,
      METRICS_PORT: '0',
      LOG_LEVEL: 'info',
      NODE_OPTIONS: '',
    };
    run(entry('main-writer.js'));
  }, 60_000);

  afterAll(async () => {
    const alive = children.filter((child) => child.exitCode === null);
    const ended = alive.map((child) => new Promise((resolve) => child.once('close', resolve)));
    for (const child of alive) child.kill('SIGTERM');
    await Promise.all(ended);
    await pool.end();
    await database.drop();
    await topics.delete();
    rmSync(folder, { recursive: true });
  }, 60_000);

  /** Rows and sums of what is stored, by property. */
  async function stored(properties: readonly string[]): Promise<Record<string, Expected>> {
    const { rows } = await pool.query<{ property: string; count: string; sum: number }>(
      `select d.property, count(*), sum(o.result) from observation o join datastream d on d.id = o.datastream_id
       where d.property = any($1) group by d.property`,
      [properties],
    );
    return Object.fromEntries(rows.map((row) => [row.property, { count: Number(row.count), sum: row.sum }]));
  }

  const consumed = async () => {
    const { rows } = await pool.query<Record<'consumed' | 'stored' | 'duplicate' | 'quarantined', string>>(
      `select sum(consumed) consumed, sum(stored) stored, sum(duplicate) duplicate, sum(quarantined) quarantined
       from consumer_offset where topic like '%telemetry%'`,
    );
    return Object.fromEntries(Object.entries(rows[0]).map(([name, value]) => [name, Number(value)]));
  };

  test.each(sources(folder))(
    '$name: every reading of the file is stored once',
    async ({ source }) => {
      const held = await consumed();
      const replay = run(entry('main-replay.js'), source.path, '--shift', 'none', '--rate', '100000');
      expect(await replay.ended).toBe(0);
      const totals = replay.lines().at(-1)?.totals;
      const properties = Object.keys(source.expected);
      for (const property of properties) {
        const { count, sum } = source.expected[property];
        expect([property, totals?.byProperty[property].count]).toEqual([property, count]);
        if (!Number.isNaN(sum)) expect((totals?.byProperty[property].sum ?? NaN) / sum).toBeCloseTo(1, 9);
      }
      const messages = held.consumed + (totals?.messages ?? NaN);
      await waitFor(async () => (await consumed()).consumed >= messages, {
        what: 'the writer has read all',
        timeout: 240_000,
        interval: 250,
      });
      expect(await consumed()).toEqual({ consumed: messages, stored: messages, duplicate: 0, quarantined: 0 });
      const rows = await stored(properties);
      for (const property of properties) {
        expect([property, rows[property].count]).toEqual([property, source.expected[property].count]);
        expect(rows[property].sum / (totals?.byProperty[property].sum ?? NaN)).toBeCloseTo(1, 9);
      }
      const things = await pool.query<{ count: string }>(
        `select count(distinct t.id) from thing t join datastream d on d.thing_id = t.id where d.property = $1 and t.described`,
        [properties[0]],
      );
      expect(Number(things.rows[0].count)).toBe(source.things);
    },
    300_000,
  );

  test('shifted to now, the last reading is of now', async () => {
    const [, , { source }] = sources(folder);
    const held = await consumed();
    const replay = run(entry('main-replay.js'), source.path, '--rows', '24');
    expect(await replay.ended).toBe(0);
    await waitFor(async () => (await consumed()).consumed === held.consumed + 24, { what: 'the writer has read all' });
    const { rows } = await pool.query<{ latest: Date }>('select max(phenomenon_time) latest from observation');
    expect(Math.abs(Date.now() - rows[0].latest.getTime())).toBeLessThan(120_000);
  }, 60_000);

  test('sent again at the same dates, all are duplicates', async () => {
    const [, , { source }] = sources(folder);
    const held = await consumed();
    const replay = run(entry('main-replay.js'), source.path, '--shift', 'none', '--rows', '24');
    expect(await replay.ended).toBe(0);
    await waitFor(async () => (await consumed()).consumed === held.consumed + 24, { what: 'the writer has read all' });
    expect(await consumed()).toEqual({ ...held, consumed: held.consumed + 24, duplicate: 24 });
  }, 60_000);
});
