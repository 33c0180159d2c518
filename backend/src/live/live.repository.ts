import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { POOL } from '../api/tokens.js';

export interface LatestRow {
  readonly id: number;
  readonly time: number;
  readonly result: number;
  readonly quality: number;
}

@Injectable()
export class LiveRepository {
  constructor(@Inject(POOL) private readonly pool: pg.Pool) {}

  /** Newest stored reading of these Datastreams; those without any are left out. Times in ms. */
  async loadLatest(ids: readonly number[]): Promise<LatestRow[]> {
    const { rows } = await this.pool.query<LatestRow>(
      `select datastream_id as id, round(extract(epoch from phenomenon_time) * 1000)::float8 as time, result, quality
       from observation_latest where datastream_id = any($1::integer[])`,
      [ids],
    );
    return rows;
  }
}
