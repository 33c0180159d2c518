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
  /** Where it is in each partition of its Kafka topics. */
  readonly positions: readonly ConsumerPosition[];
  /** Events of the anomaly log that it has not read; 0 for consumers of Kafka. */
  readonly unreadAnomalies: number;
}

/** The anomaly log counts as a topic with one partition (consumer_offset has its readers' places too). */
const ANOMALY_LOG = 'anomaly_event';

@Injectable()
export class HealthRepository {
  constructor(@Inject(POOL) private readonly pool: pg.Pool) {}

  /** @throws where the database does not answer, or has no tables yet */
  async ping(): Promise<void> {
    await this.pool.query('select 1 from user_account limit 1');
  }

  /** The account of each consumer whose name begins with the prefix, summed over its partitions; the prefix is cut off. */
  async consumers(prefix: string): Promise<ConsumerRow[]> {
    const { rows } = await this.pool.query<ConsumerRow>(
      `select substr(consumer, length($1) + 1) as name, sum(consumed)::float8 as consumed, sum(stored)::float8 as stored,
         sum(duplicate)::float8 as duplicate, sum(quarantined)::float8 as quarantined,
         round(extract(epoch from max(updated_at)) * 1000)::float8 as "updatedAt",
         coalesce(json_agg(json_build_object('topic', topic, 'partition', partition, 'nextOffset', next_offset))
           filter (where topic <> $2), '[]') as positions,
         coalesce(sum((select count(*) from anomaly_event e where e.sequence >= next_offset))
           filter (where topic = $2), 0)::float8 as "unreadAnomalies"
       from consumer_offset where starts_with(consumer, $1) group by consumer order by consumer`,
      [prefix, ANOMALY_LOG],
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
