import pg from 'pg';

export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;
/** What can run one query: a pool, or the client of a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

/** TLS to the database. Without `ca` the system's authorities count. */
export interface DatabaseTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized?: boolean;
}

export interface PoolOptions {
  /** postgres://user:password@host:port/database */
  readonly url: string;
  readonly tls?: DatabaseTls;
  /** Most connections; default 5. */
  readonly max?: number;
  /** Shown in pg_stat_activity; default 'citywatch'. */
  readonly applicationName?: string;
  /** The server cancels a statement after this; default 30 s. */
  readonly statementTimeoutMs?: number;
  /** Default 5 s. */
  readonly connectTimeoutMs?: number;
  /** The server ends a session that holds a transaction open without work; default 60 s. */
  readonly idleInTransactionTimeoutMs?: number;
  /** An idle connection broke. The pool mends itself; this is for the log. */
  readonly onError?: (error: Error) => void;
}

const ignore = (): void => undefined;

/** A connection's settings, for pools and single clients alike. */
export function clientConfig(options: PoolOptions): pg.ClientConfig {
  const statementTimeout = options.statementTimeoutMs ?? 30_000;
  return {
    connectionString: options.url,
    ...(options.tls ? { ssl: { rejectUnauthorized: true, ...options.tls } } : {}),
    application_name: options.applicationName ?? 'citywatch',
    statement_timeout: statementTimeout,
    // A server that vanished cancels nothing: the client gives up a little later by itself.
    query_timeout: statementTimeout + 5_000,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 60_000,
    keepAlive: true,
    options: '-c TimeZone=UTC',
  };
}

/** A pool that outlives its server: broken connections are dropped, new ones are made when needed. */
export function createPool(options: PoolOptions): Pool {
  const pool = new pg.Pool({
    ...clientConfig(options),
    max: options.max ?? 5,
    idleTimeoutMillis: 30_000,
  });
  pool.on('error', options.onError ?? ignore);
  // While a client is lent out the pool does not listen; a backend killed then would end the process.
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

const broken = new WeakSet<object>();

/** Says that a client's connection is in an unknown state (a COPY was cut): it is closed, not reused. */
export const markBroken = (client: object): void => void broken.add(client);

/**
 * Runs `body` in one transaction and returns its result: commits, or rolls back and throws what `body` threw.
 * After a lost connection the commit's fate is unknown; the caller must ask the database.
 */
export const transaction = <T>(pool: Pool, body: (client: PoolClient) => Promise<T>): Promise<T> =>
  within(pool, 'begin', body);

/** Runs statements that only read: all of them see the database as it was at the first. Throws what `body` threw. */
export const snapshot = <T>(pool: Pool, body: (client: PoolClient) => Promise<T>): Promise<T> =>
  within(pool, 'begin isolation level repeatable read, read only', body);

async function within<T>(pool: Pool, begin: string, body: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let result: T;
  try {
    await client.query(begin);
    result = await body(client);
    const { command } = await client.query('commit');
    // The server answers ROLLBACK, without an error, where `body` swallowed one.
    if (command !== 'COMMIT') throw new Error(`The transaction ended in ${command}: a statement in it had failed.`);
  } catch (error) {
    const usable =
      !broken.has(client) &&
      (await client.query('rollback').then(
        () => true,
        () => false,
      ));
    client.release(!usable);
    throw error;
  }
  client.release();
  return result;
}
