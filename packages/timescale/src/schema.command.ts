import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDatabaseConfig } from './database-config.js';
import { dumpSchema } from './dump-schema.js';
import { migrate } from './migrate.js';
import { createPool } from './pool.js';

const FILE = join(import.meta.dirname, '..', 'schema.sql');

/** `node packages/timescale/dist/schema.command.js`: writes schema.sql from a scratch database on the server of DATABASE_URL. */
async function main(): Promise<void> {
  const { url, tls } = parseDatabaseConfig(process.env);
  const name = `schema_${randomBytes(6).toString('hex')}`;
  const scratch = new URL(url);
  scratch.pathname = `/${name}`;
  const server = createPool({ url, tls, max: 1, applicationName: 'citywatch-schema' });
  try {
    await server.query(`create database ${name}`);
    await migrate(scratch.href, { tls });
    const pool = createPool({ url: scratch.href, tls, max: 1, applicationName: 'citywatch-schema' });
    try {
      writeFileSync(FILE, await dumpSchema(pool));
    } finally {
      await pool.end();
    }
  } finally {
    await server.query(`drop database if exists ${name} with (force)`);
    await server.end();
  }
  console.log('Wrote packages/timescale/schema.sql');
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
