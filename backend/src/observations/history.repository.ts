import type { HistoryAnswer } from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { POOL } from '../api/tokens.js';
import { BUCKET_MS, sourceOf, type Bucket } from './resolution.js';

export type Point = HistoryAnswer['points'][number];

export interface DatastreamRow {
  readonly thing: string;
  readonly property: string;
  readonly unit: string;
  /** Usual seconds between two readings. */
  readonly interval: number;
}

const interval = (bucket: Bucket): string => `${BUCKET_MS[bucket] / 1_000} seconds`;
const MS = (column: string): string => `round(extract(epoch from ${column}) * 1000)::float8`;

/** Readings and roll-ups of one Datastream. Times are ms; flagged readings (quality > 0) are never part of a point. */
@Injectable()
export class HistoryRepository {
  constructor(@Inject(POOL) private readonly pool: pg.Pool) {}

  async loadDatastream(id: number): Promise<DatastreamRow | null> {
    const { rows } = await this.pool.query<DatastreamRow>(
      `select d.thing_id as thing, d.property, d.unit, t.interval_seconds as interval
       from datastream d join thing t on t.id = d.thing_id where d.id = $1`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** The readings of [from, to), oldest first; at most `limit`. */
  async readRaw(id: number, from: number, to: number, limit: number): Promise<Point[]> {
    const { rows } = await this.pool.query<{ time: number; result: number }>(
      `select ${MS('phenomenon_time')} as time, result from observation
       where datastream_id = $1 and phenomenon_time >= $2 and phenomenon_time < $3 and quality = 0
       order by phenomenon_time limit $4`,
      [id, new Date(from), new Date(to), limit],
    );
    return rows.map(({ time, result }) => [time, result, result, result, 1]);
  }

  /**
   * The range widened to whole buckets: a bucket cut at the edge would show another mean than the same one in the middle.
   * Buckets begin at local midnight of the city, so that a day is a day.
   */
  async alignRange(from: number, to: number, bucket: Bucket, timeZone: string): Promise<{ from: number; to: number }> {
    const { rows } = await this.pool.query<{ from: number; to: number }>(
      `select ${MS('time_bucket($3::interval, $1::timestamptz, $4)')} as from,
         ${MS(`case when time_bucket($3::interval, $2::timestamptz, $4) = $2 then $2
           else time_bucket($3::interval, time_bucket($3::interval, $2::timestamptz, $4) + $3::interval * 1.5, $4) end`)} as to`,
      [new Date(from), new Date(to), interval(bucket), timeZone],
    );
    return rows[0];
  }

  /** Buckets of an aligned range, oldest first; those without readings are left out. */
  async readBuckets(id: number, from: number, to: number, bucket: Bucket, timeZone: string): Promise<Point[]> {
    const { rows } = await this.pool.query<{ time: number; mean: number; min: number; max: number; count: number }>(
      `select ${MS('time_bucket($4::interval, bucket, $5)')} as time, sum(sum) / sum(count) as mean, min(min) as min,
         max(max) as max, sum(count)::float8 as count
       from ${sourceOf(bucket)} where datastream_id = $1 and bucket >= $2 and bucket < $3
       group by 1 order by 1`,
      [id, new Date(from), new Date(to), interval(bucket), timeZone],
    );
    return rows.map(({ time, mean, min, max, count }) => [time, mean, min, max, count]);
  }

  /** Start of the hour with readings that is nearest to the range, or null where the Datastream has none. */
  async nearestHour(id: number, from: number, to: number): Promise<number | null> {
    const { rows } = await this.pool.query<{ before: number | null; after: number | null }>(
      `select ${MS('(select max(bucket) from observation_1h where datastream_id = $1 and bucket < $2)')} as before,
         ${MS('(select min(bucket) from observation_1h where datastream_id = $1 and bucket >= $3)')} as after`,
      [id, new Date(from), new Date(to)],
    );
    const { before, after } = rows[0];
    if (before === null || after === null) return before ?? after;
    return from - before <= after - to ? before : after;
  }

  /** The detector's saved state of these Datastreams, with the version of its layout. */
  async loadStates(ids: readonly number[]): Promise<{ id: number; version: string; state: Buffer }[]> {
    const { rows } = await this.pool.query<{ id: number; version: string; state: Buffer }>(
      'select datastream_id as id, version, state from detector_state where datastream_id = any($1::integer[])',
      [ids],
    );
    return rows;
  }
}
