export { copyBuffer } from './copy.js';
export { parseDatabaseConfig, type DatabaseConfig } from './database-config.js';
export { dumpSchema } from './dump-schema.js';
export { isDataError, isRetriable, isUniqueViolation, sqlState } from './errors.js';
export { listen, type Listener, type ListenOptions } from './listen.js';
export { maintain, type Maintained } from './maintain.js';
export {
  loadMigrations,
  migrate,
  MigrationError,
  planMigrations,
  type MigrateOptions,
  type Migration,
} from './migrate.js';
export {
  createPool,
  markBroken,
  snapshot,
  transaction,
  type DatabaseTls,
  type Pool,
  type PoolClient,
  type PoolOptions,
  type Queryable,
} from './pool.js';
export { applyStorageSettings, parseStorageSettings, type StorageSettings } from './storage-settings.js';
