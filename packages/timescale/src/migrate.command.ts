import { migrate } from './migrate.js';
import { createPool } from './pool.js';
import { applyStorageSettings, parseStorageSettings } from './storage-settings.js';
import { parseDatabaseConfig } from './database-config.js';

/** `node packages/timescale/dist/migrate.command.js`: migrates DATABASE_URL and applies the storage settings of the environment. */
async function main(): Promise<void> {
  const { url, tls } = parseDatabaseConfig(process.env);
  const settings = parseStorageSettings(process.env);
  const applied = await migrate(url, { tls, onApplied: (name) => console.log(`Applied ${name}`) });
  const pool = createPool({ url, tls, max: 1, applicationName: 'citywatch-migrate' });
  try {
    await applyStorageSettings(pool, settings);
  } finally {
    await pool.end();
  }
  if (applied.length === 0) console.log('The schema is up to date');
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
