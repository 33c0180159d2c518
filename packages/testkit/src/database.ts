import { randomBytes } from 'node:crypto';
import { loadMigrations, migrate } from '@citywatch/timescale';
import pg from 'pg';
import { testConfig } from './config.js';
import { leftovers, templateName, testDatabaseName } from './template.js';
import { waitFor } from './wait-for.js';

const leftoverAgeMs = 3 * 3_600_000;
/** Key of the advisory lock that lets one test process at a time make the template. */
const templateLock = 7_316_240;

/** A database of a test file's own. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** Drops it. @throws Error where the code under test left connections open, naming what each did last. */
  drop(): Promise<void>;
}

function urlOf(name: string): string {
  const url = new URL(testConfig().databaseUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

async function asAdministrator<T>(body: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: urlOf('postgres'), application_name: 'testkit' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}

/** Makes the migrated template once per set of migrations; it gets its name only when complete. */
async function ensureTemplate(client: pg.Client): Promise<string> {
  const name = templateName(loadMigrations());
  await client.query('select pg_advisory_lock($1)', [templateLock]);
  try {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
    const names = rows.map((row) => row.datname);
    if (names.includes(name)) return name;
    for (const left of leftovers(names, Date.now(), leftoverAgeMs))
      await client.query(`drop database if exists ${left} with (force)`);
    const building = `${name}_building`;
    await client.query(`drop database if exists ${building} with (force)`);
    await client.query(`create database ${building}`);
    await migrate(urlOf(building));
    // No connections: TimescaleDB's scheduler would hold one, and a template in use cannot be copied.
    await client.query(`alter database ${building} with allow_connections false`);
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [building]);
    await waitFor(async () => await client.query(`alter database ${building} rename to ${name}`).then(() => true), {
      what: 'the migrated template is free of connections',
    });
    return name;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [templateLock]);
  }
}

async function connectionsLeft(client: pg.Client, name: string): Promise<string[]> {
  const { rows } = await client.query<{ application_name: string; query: string }>(
    `select application_name, query from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
    [name],
  );
  return rows.map((row) => `${row.application_name || 'unnamed'}: ${row.query.slice(0, 200)}`);
}

async function drop(name: string): Promise<void> {
  await asAdministrator(async (client) => {
    let left: string[] = [];
    // A server process ends a moment after its client has said goodbye.
    await waitFor(async () => (left = await connectionsLeft(client, name)).length === 0, {
      what: 'connections close',
      timeout: 2_000,
    }).catch(() => undefined);
    await client.query(`drop database if exists ${name} with (force)`);
    if (left.length) throw new Error(`The test left ${left.length} database connection(s) open:\n${left.join('\n')}`);
  });
}

/** A fresh, migrated database: a copy of a template, so that it costs a fraction of a second. Drop it in afterAll. */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const name = testDatabaseName(Date.now(), randomBytes(5).toString('hex'));
  await asAdministrator(async (client) => {
    const template = migrated ? `template ${await ensureTemplate(client)}` : '';
    await client.query(`create database ${name} ${template}`);
  });
  return { name, url: urlOf(name), drop: () => drop(name) };
}
