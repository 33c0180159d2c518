import type { BacktestAnswer, BacktestListAnswer, BacktestRequest, BacktestResult } from '@citywatch/contracts';
import { transaction, type Pool } from '@citywatch/timescale';
import { Inject, Injectable } from '@nestjs/common';
import { POOL } from '../api/tokens.js';

/** Whoever runs a backtest says so more often than this; without a sign of life it is gone. */
const LOST = '30 seconds';
/** How long a backtest is kept. */
const KEPT = '30 days';
const LOST_ERROR = 'the process that ran it has ended; start it again';

/** Backtests as they are to be told: one without a sign of life has failed with the error $1. */
const SEEN = `
  with known as (select *, state = 'running' and seen_at < now() - interval '${LOST}' as lost from backtest)
  select id, request, progress, case when lost then 'failed' else state end as state,
    case when lost then $1 else error end as error`;

interface Row {
  id: string;
  actor: string;
  state: BacktestAnswer['state'];
  progress: number;
  request: BacktestRequest;
  error: string | null;
  result: BacktestResult | null;
}

export type Admission = 'admitted' | 'busy' | 'full';

/** Backtests that people asked for: what they asked, how far it is, what came of it. */
@Injectable()
export class BacktestRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** Enters a backtest, unless this person has one that is not over or too many wait; forgets old ones on the way. */
  async admit(id: string, actor: string, request: BacktestRequest, maxWaiting: number): Promise<Admission> {
    return transaction(this.pool, async (client) => {
      await client.query("select pg_advisory_xact_lock(hashtext('backtest'))");
      await client.query(`delete from backtest where created_at < now() - interval '${KEPT}'`);
      await client.query(
        `update backtest set state = 'failed', error = $1 where state = 'running' and seen_at < now() - interval '${LOST}'`,
        [LOST_ERROR],
      );
      const { rows } = await client.query<{ actor: string }>("select actor from backtest where state = 'running'");
      if (rows.some((row) => row.actor === actor)) return 'busy';
      if (rows.length >= maxWaiting) return 'full';
      await client.query('insert into backtest (id, actor, request) values ($1, $2, $3)', [
        id,
        actor,
        JSON.stringify(request),
      ]);
      return 'admitted';
    });
  }

  async load(id: string): Promise<(BacktestAnswer & { readonly actor: string }) | null> {
    const { rows } = await this.pool.query<Row>(`${SEEN}, actor, result from known where id = $2`, [LOST_ERROR, id]);
    return rows[0] ?? null;
  }

  /** A person's, newest first. */
  async listOf(actor: string, limit: number): Promise<BacktestListAnswer['backtests']> {
    const { rows } = await this.pool.query<BacktestListAnswer['backtests'][number]>(
      `${SEEN} from known where actor = $2 order by created_at desc, id limit $3`,
      [LOST_ERROR, actor, limit],
    );
    return rows;
  }

  /** A sign of life. @returns false where it was cancelled or given up for lost meanwhile */
  async keep(id: string, progress: number): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      "update backtest set progress = $2, seen_at = now() where id = $1 and state = 'running'",
      [id, Math.min(1, Math.max(0, progress))],
    );
    return rowCount === 1;
  }

  async finish(id: string, outcome: { readonly result: BacktestResult } | { readonly error: string }): Promise<void> {
    const done = 'result' in outcome;
    await this.pool.query(
      `update backtest set state = $2, error = $3, result = $4, progress = case when $2 = 'done' then 1 else progress end
       where id = $1 and state = 'running'`,
      [id, done ? 'done' : 'failed', done ? null : outcome.error, done ? JSON.stringify(outcome.result) : null],
    );
  }

  /** Cancels or forgets it. @returns whether it was there */
  async remove(id: string): Promise<boolean> {
    const { rowCount } = await this.pool.query('delete from backtest where id = $1', [id]);
    return rowCount === 1;
  }
}
