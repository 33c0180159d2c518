import { startPrivateServices, type PrivateServices } from '@citywatch/testkit';
import { createPool, migrate, type Pool } from '@citywatch/timescale';
import { parentOf, postgresCpuSeconds } from './machine.js';

export interface BenchServices extends PrivateServices {
  /** One connection, kept out of PostgreSQL's CPU seconds. */
  readonly pool: Pool;
  /** CPU seconds of PostgreSQL since it began, without those of `pool`. */
  postgresCpu(): Promise<number>;
}

/** A Kafka and a migrated TimescaleDB for one benchmark, gone afterwards, also after Ctrl-C. */
export async function withServices<T>(body: (services: BenchServices) => Promise<T>): Promise<T> {
  console.log('  starting Kafka and TimescaleDB…');
  const services = await startPrivateServices();
  const pool = createPool({ url: services.databaseUrl, max: 1, applicationName: 'bench', statementTimeoutMs: 600_000 });
  const interrupted = (): void => void services.stop().finally(() => process.exit(130));
  process.once('SIGINT', interrupted);
  try {
    await migrate(services.databaseUrl);
    const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
    const [{ pid }] = rows;
    const postgresCpu = async (): Promise<number> => {
      const { rows: backends } = await pool.query<{ pid: number }>('select pid from pg_stat_activity');
      return postgresCpuSeconds(
        parentOf(pid),
        backends.map((row) => row.pid),
        pid,
      );
    };
    return await body({ ...services, pool, postgresCpu });
  } finally {
    process.removeListener('SIGINT', interrupted);
    await pool.end();
    await services.stop();
  }
}

/** Polls until the condition gives a value; an Error after `timeoutMs`. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined> | T | undefined,
  everyMs: number,
  timeoutMs = 180_000,
): Promise<T> {
  for (const end = performance.now() + timeoutMs; ;) {
    const value = await condition();
    if (value !== undefined) return value;
    if (performance.now() > end) throw new Error(`did not happen within ${timeoutMs / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
