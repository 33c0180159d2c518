import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { sqlState } from './errors.js';
import { clientConfig, type DatabaseTls } from './pool.js';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text, line ends as LF. */
  readonly checksum: string;
}

export interface MigrateOptions {
  readonly tls?: DatabaseTls;
  /** Another folder of migrations, for tests. */
  readonly directory?: string;
  readonly onApplied?: (name: string) => void;
}

/** The schema cannot be brought up to date; the message says what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

const DIRECTORY = join(import.meta.dirname, '..', 'migrations');
const FILE = /^(\d{4})_[a-z0-9_]+\.sql$/;
/** Any constant will do, as long as every process uses the same. */
const LOCK = 7_215_301;

/** Reads the migrations in order; throws where a number is missing or given twice. */
export function loadMigrations(directory: string = DIRECTORY): Migration[] {
  const names = readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name, index) => {
    const version = Number(FILE.exec(name)?.[1] ?? NaN);
    if (version !== index + 1)
      throw new MigrationError(
        `${name} stands at place ${index + 1} of the migrations: name them 0001_what.sql, 0002_what.sql, … without a hole.`,
      );
    const sql = readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n');
    return { version, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

/** What remains to be applied. Throws where the database's history is not the beginning of ours. */
export function planMigrations(
  migrations: readonly Migration[],
  applied: readonly Pick<Migration, 'version' | 'name' | 'checksum'>[],
): Migration[] {
  for (const row of applied) {
    const ours = migrations[row.version - 1];
    if (ours === undefined)
      throw new MigrationError(
        `The database has migration ${row.name}, which this version does not know: it was used by a newer one. Update the program.`,
      );
    if (ours.checksum !== row.checksum || ours.name !== row.name)
      throw new MigrationError(
        `Migration ${row.name} was changed after this database had applied it. Restore the file and put the change into a new one, or start with an empty database (npm run stack -- reset).`,
      );
  }
  return migrations.slice(applied.length);
}

async function createExtension(client: pg.Client): Promise<void> {
  try {
    await client.query('create extension if not exists timescaledb');
  } catch (error) {
    const why = sqlState(error) === '42501' ? 'this account may not create it' : (error as Error).message;
    throw new MigrationError(
      `The database has no TimescaleDB extension (${why}). Install it and set shared_preload_libraries = 'timescaledb', or run "create extension timescaledb" as its owner.`,
    );
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query('insert into schema_migration (version, name, checksum) values ($1, $2, $3)', [
      migration.version,
      migration.name,
      migration.checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw new MigrationError(`Migration ${migration.name} failed: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Brings the schema up to date and returns the names of what was applied. Two processes at once wait for each other.
 * @throws MigrationError where the history does not fit, or a migration fails (it is then rolled back)
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = loadMigrations(options.directory);
  const config = clientConfig({ url, tls: options.tls, applicationName: 'citywatch-migrate' });
  // A migration may take as long as it takes, and the other process waits as long.
  const client = new pg.Client({
    ...config,
    statement_timeout: 0,
    query_timeout: 0,
    idle_in_transaction_session_timeout: 0,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await createExtension(client);
    await client.query(`create table if not exists schema_migration (
      version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
    const { rows } = await client.query<Migration>(
      'select version, name, checksum from schema_migration order by version',
    );
    const pending = planMigrations(migrations, rows);
    for (const migration of pending) {
      await apply(client, migration);
      options.onApplied?.(migration.name);
    }
    return pending.map(({ name }) => name);
  } finally {
    await client.end().catch(() => undefined);
  }
}
