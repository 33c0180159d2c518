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
