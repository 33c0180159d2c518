import { SAID_QUALITY } from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { POOL } from '../api/tokens.js';

export interface LatestRow {
  readonly id: number;
  readonly time: number;
  readonly result: number;
  readonly quality: number;
}

/** Flags that a detector found of a Datastream from a time on, and when it said so. Times in ms. */
export interface FlagRow {
  readonly id: number;
  readonly from: number;
  readonly quality: number;
  readonly changed: number;
}

/** A change is seen once its transaction commits, which may be after a later one has been read, ms. */
const LATE_COMMITS_MS = 30_000;

@Injectable()
export class LiveRepository {
  constructor(@Inject(POOL) private readonly pool: pg.Pool) {}

  /** Newest stored reading of these Datastreams; those without any are left out. Times in ms. */
  async loadLatest(ids: readonly number[]): Promise<LatestRow[]> {
    const { rows } = await this.pool.query<LatestRow>(
      `select datastream_id as id, round(extract(epoch from phenomenon_time) * 1000)::float8 as time, result, quality & ${SAID_QUALITY} as quality
       from observation_latest where datastream_id = any($1::integer[])`,
      [ids],
    );
    return rows;
  }

  /** Flags that changed since `after`, ms, some of them again; with null all that are in force. */
  async loadFlags(after: number | null): Promise<FlagRow[]> {
    const since = after === null ? [] : [new Date(after - LATE_COMMITS_MS)];
    const { rows } = await this.pool.query<FlagRow>(
      `select datastream_id as id, round(extract(epoch from from_time) * 1000)::float8 as from, quality,
         extract(epoch from changed_at)::float8 * 1000 as changed
       from datastream_quality where ${after === null ? 'quality <> 0' : 'changed_at > $1'}`,
      since,
    );
    return rows;
  }
}
