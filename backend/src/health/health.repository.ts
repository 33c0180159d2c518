import type { ConsumerHealth, PipelineAnswer } from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { POOL } from '../api/tokens.js';

export interface ConsumerPosition {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: number;
}
export interface ConsumerRow extends Omit<ConsumerHealth, 'lag'> {
  readonly positions: readonly ConsumerPosition[];
}

@Injectable()
export class HealthRepository {
  constructor(@Inject(POOL) private readonly pool: pg.Pool) {}

  /** @throws where the database does not answer, or has no tables yet */
  async ping(): Promise<void> {
    await this.pool.query('select 1 from user_account limit 1');
  }

  /** The account of each consumer, summed over its partitions. */
  async consumers(): Promise<ConsumerRow[]> {
    const { rows } = await this.pool.query<ConsumerRow>(
      `select consumer as name, sum(consumed)::float8 as consumed, sum(stored)::float8 as stored,
         sum(duplicate)::float8 as duplicate, sum(quarantined)::float8 as quarantined,
         round(extract(epoch from max(updated_at)) * 1000)::float8 as "updatedAt",
         json_agg(json_build_object('topic', topic, 'partition', partition, 'nextOffset', next_offset)) as positions
       from consumer_offset group by consumer order by consumer`,
    );
    return rows;
  }

  async quarantine(): Promise<PipelineAnswer['quarantine']> {
    const { rows } = await this.pool.query<PipelineAnswer['quarantine']>(
      'select count(*)::int as total, (count(*) filter (where replayed_at is null))::int as waiting from quarantine',
    );
    return rows[0];
  }

  /** Size, budget (0: none) and the beginning of what is kept. */
  async database(): Promise<PipelineAnswer['database']> {
    const { rows } = await this.pool.query<PipelineAnswer['database']>(
      `select pg_database_size(current_database())::float8 as bytes,
         coalesce((select disk_budget_bytes from storage_setting), 0)::float8 as "budgetBytes",
         (select round(extract(epoch from min(range_start)) * 1000)::float8 from timescaledb_information.chunks
          where hypertable_name = 'observation') as oldest`,
    );
    return rows[0];
  }
}
