import { TOPICS } from '@citywatch/contracts';
import { ensureTopics, parseStreamConfig, waitUntilReady } from '@citywatch/stream';
import {
  applyStorageSettings,
  createPool,
  migrate,
  parseDatabaseConfig,
  parseStorageSettings,
} from '@citywatch/timescale';

type Environment = Readonly<Record<string, string | undefined>>;

/** Brings the schema up to date and applies the storage settings; says in words what it did. */
export async function prepareDatabase(env: Environment, onProgress: (detail: string) => void): Promise<string> {
  const { url, tls } = parseDatabaseConfig(env);
  const storage = parseStorageSettings(env);
  const applied = await migrate(url, { ...(tls ? { tls } : {}), onApplied: (name) => onProgress(`applied ${name}`) });
  const pool = createPool({ url, ...(tls ? { tls } : {}), max: 1, applicationName: 'citywatch-prepare' });
  try {
    await applyStorageSettings(pool, storage);
  } finally {
    await pool.end();
  }
  return applied.length ? `applied ${applied.length} migrations` : 'up to date';
}

/** Creates the topics that are missing; says in words what it did. */
export async function prepareTopics(env: Environment): Promise<string> {
  const stream = parseStreamConfig(env, 'citywatch-prepare');
  await waitUntilReady(stream);
  const created = await ensureTopics(stream, TOPICS, { prefix: env['TOPIC_PREFIX'] ?? '' });
  return created.length ? `created ${created.length}` : 'all there';
}
