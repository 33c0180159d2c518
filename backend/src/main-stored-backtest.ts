import { setPriority } from 'node:os';
import { createPool, type DatabaseConfig } from '@citywatch/timescale';
import { runStoredBacktest, type StoredBacktest } from './backtest/stored-backtest.service.js';
import { StoredRepository } from './backtest/stored.repository.js';

/** Process priority: people's requests and the stream come first. */
const NICE = 10;
const STATEMENT_MS = 120_000;

/** What the API sends to this process, once. */
export interface StoredBacktestOrder {
  readonly database: DatabaseConfig;
  readonly job: StoredBacktest;
}

/** Resolves when it is out of this process: a large answer must not be cut by its end. */
const tell = (said: object): Promise<void> =>
  new Promise((resolve, reject) =>
    process.send?.(said, undefined, undefined, (error) => (error === null ? resolve() : reject(error))),
  );

// Runs one backtest for the API, apart from it: it takes a processor for minutes, and may run out of memory.
process.once('message', ({ database, job }: StoredBacktestOrder) => {
  setPriority(NICE);
  const pool = createPool({
    ...database,
    max: 1,
    applicationName: 'citywatch-backtest',
    statementTimeoutMs: STATEMENT_MS,
  });
  runStoredBacktest(job, new StoredRepository(pool), (progress) => process.send?.({ progress }))
    .then(
      (result) => tell({ result }),
      (error: Error) => tell({ error: error.message }),
    )
    .then(() => pool.end())
    .finally(() => process.disconnect())
    .catch(() => process.exit(1));
});
// Whoever asked is gone: nobody would see the answer.
process.once('disconnect', () => process.exit());
