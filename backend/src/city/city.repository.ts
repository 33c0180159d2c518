import type { CityAnswer } from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { POOL } from '../api/tokens.js';

@Injectable()
export class CityRepository {
  constructor(@Inject(POOL) private readonly pool: pg.Pool) {}

  /** Incidents opened in the last ten minutes and since local midnight, and anomalies since then. */
  async countIncidents(timeZone: string): Promise<CityAnswer['incidents']> {
    const { rows } = await this.pool.query<CityAnswer['incidents']>(
      `with midnight as (select date_trunc('day', now() at time zone $1) at time zone $1 as at)
       select
         (select count(*)::int from incident where opened_at >= now() - interval '10 minutes') as "inTenMinutes",
         (select count(*)::int from incident, midnight where opened_at >= at) as "sinceMidnight",
         (select count(*)::int from anomaly, midnight where start_time >= at) as "anomaliesSinceMidnight"`,
      [timeZone],
    );
    return rows[0];
  }
}
