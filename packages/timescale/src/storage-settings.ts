import type { Queryable } from './pool.js';

/** How long what is kept. Lengths in hours or days as named; 0 days: for ever; 0 bytes: no bound. */
export interface StorageSettings {
  readonly chunkHours: number;
  readonly rawRetentionDays: number;
  readonly minuteRetentionDays: number;
  readonly hourRetentionDays: number;
  readonly quarantineRetentionDays: number;
  readonly columnstoreAfterHours: number;
  readonly diskBudgetBytes: number;
}

const number = (
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number => {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || value < min || value > max)
    throw new Error(`${name} is "${text}": it must be a number from ${min} to ${max}.`);
  return value;
};

/** Reads the settings from an environment; throws an Error that names a bad one. */
export function parseStorageSettings(env: Readonly<Record<string, string | undefined>>): StorageSettings {
  const settings: StorageSettings = {
    chunkHours: number(env, 'CHUNK_HOURS', 24, 1, 744),
    rawRetentionDays: number(env, 'RAW_RETENTION_DAYS', 14, 0, 36_500),
    minuteRetentionDays: number(env, 'ROLLUP_1M_RETENTION_DAYS', 90, 0, 36_500),
    hourRetentionDays: number(env, 'ROLLUP_1H_RETENTION_DAYS', 1_825, 0, 36_500),
    quarantineRetentionDays: number(env, 'QUARANTINE_RETENTION_DAYS', 90, 0, 36_500),
    columnstoreAfterHours: number(env, 'COLUMNSTORE_AFTER_HOURS', 48, 1, 87_600),
    diskBudgetBytes: Math.round(number(env, 'DISK_BUDGET_GB', 0, 0, 1_000_000) * 1e9),
  };
  // An hour's bucket must not lie half in a dropped chunk.
  if (!Number.isInteger(settings.chunkHours))
    throw new Error(`CHUNK_HOURS is "${settings.chunkHours}": it must be a whole number of hours.`);
  const lasting = (days: number): number => (days === 0 ? Infinity : days);
  const { rawRetentionDays: raw, minuteRetentionDays: minute, hourRetentionDays: hour } = settings;
  if (lasting(raw) > lasting(minute) || lasting(minute) > lasting(hour))
    throw new Error(
      `RAW_RETENTION_DAYS (${raw}), ROLLUP_1M_RETENTION_DAYS (${minute}) and ROLLUP_1H_RETENTION_DAYS (${hour}) must rise: the coarser is made from the finer. 0 is for ever.`,
    );
  return settings;
}

/** Writes the settings and makes them true (chunk length for chunks to come; policies on licence `timescale`). */
export async function applyStorageSettings(database: Queryable, settings: StorageSettings): Promise<void> {
  await database.query(
    `with changed as (
       update storage_setting set chunk_length = make_interval(secs => $1 * 3600),
         raw_retention = nullif(make_interval(secs => $2 * 86400), interval '0'),
         minute_retention = nullif(make_interval(secs => $3 * 86400), interval '0'),
         hour_retention = nullif(make_interval(secs => $4 * 86400), interval '0'),
         columnstore_after = make_interval(secs => $5 * 3600), disk_budget_bytes = nullif($6::bigint, 0),
         quarantine_retention = nullif(make_interval(secs => $7 * 86400), interval '0')
       returning 1)
     select count(*) from changed`,
    [
      settings.chunkHours,
      settings.rawRetentionDays,
      settings.minuteRetentionDays,
      settings.hourRetentionDays,
      settings.columnstoreAfterHours,
      settings.diskBudgetBytes,
      settings.quarantineRetentionDays,
    ],
  );
  await database.query('select apply_storage_setting()');
}
