import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@citywatch/testkit';
import { dumpSchema } from './dump-schema.js';
import { loadMigrations, migrate } from './migrate.js';
import { createPool } from './pool.js';
import { applyStorageSettings, parseStorageSettings } from './storage-settings.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase({ migrated: false });
});
afterEach(() => database.drop());

describe('migrate', () => {
  it('may be run by two processes at once, and again', async () => {
    const names = loadMigrations().map(({ name }) => name);
    const applied = await Promise.all([migrate(database.url), migrate(database.url)]);
    expect(applied.flat().sort()).toEqual(names);
    expect(await migrate(database.url)).toEqual([]);
  });

  it('leaves nothing of a migration that fails, and goes on when it is mended', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'migrations-'));
    try {
      writeFileSync(join(directory, '0001_a.sql'), 'create table a ()');
      writeFileSync(join(directory, '0002_b.sql'), 'create table b (); select 1 / 0');
      await expect(migrate(database.url, { directory })).rejects.toThrow(/0002_b\.sql failed: division by zero/);
      writeFileSync(join(directory, '0002_b.sql'), 'create table b ()');
      expect(await migrate(database.url, { directory })).toEqual(['0002_b.sql']);
      writeFileSync(join(directory, '0001_a.sql'), 'create table a (id int)');
      await expect(migrate(database.url, { directory })).rejects.toThrow(/0001_a\.sql was changed/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('makes the committed schema (else run: node packages/timescale/dist/schema.command.js)', async () => {
    await migrate(database.url);
    const pool = createPool({ url: database.url, max: 1 });
    const committed = readFileSync(join(import.meta.dirname, '..', 'schema.sql'), 'utf8');
    expect(await dumpSchema(pool).finally(() => pool.end())).toBe(committed);
  });

  it('tells apart the detector kinds that an older setting took out from those that it could not know', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'migrations-'));
    const pool = createPool({ url: database.url, max: 1 });
    try {
      for (const { name, sql } of loadMigrations().slice(0, 10)) writeFileSync(join(directory, name), sql);
      await migrate(database.url, { directory });
      const save = (version: number, detectors: readonly string[]) =>
        pool.query("insert into detection_setting values ($1, now(), 'Ada', null, $2)", [version, { detectors }]);
      await save(1, ['seasonal', 'gap']);
      await save(2, ['seasonal', 'clock']);
      await save(3, ['seasonal']);
      await migrate(database.url);
      const { rows } = await pool.query('select known_detectors as known from detection_setting order by version');
      const old = ['seasonal', 'stuck', 'range', 'gap', 'rate', 'pattern', 'peers', 'forecast'];
      const all = [...old, 'clock', 'consistency'];
      expect(rows).toEqual([{ known: old }, { known: all }, { known: all }]);
    } finally {
      await pool.end();
      rmSync(directory, { recursive: true });
    }
  });

  it('takes the settings of the storage, and takes them again', async () => {
    await migrate(database.url);
    const pool = createPool({ url: database.url, max: 1 });
    try {
      for (const hours of ['6', '12'])
        await applyStorageSettings(pool, parseStorageSettings({ CHUNK_HOURS: hours, DISK_BUDGET_GB: '2' }));
      const { rows } = await pool.query(
        `select time_interval = interval '12 hours' as chunk, raw_retention = interval '14 days' as raw, disk_budget_bytes::float8 as budget
         from timescaledb_information.dimensions cross join storage_setting where hypertable_name = 'observation'`,
      );
      expect(rows).toEqual([{ chunk: true, raw: true, budget: 2e9 }]);
    } finally {
      await pool.end();
    }
  });
});
