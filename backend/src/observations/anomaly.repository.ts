import type { Anomaly } from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { POOL } from '../api/tokens.js';
import { toAnomaly, type AnomalyRow } from '../incidents/incident-rows.js';

@Injectable()
export class AnomalyRepository {
  constructor(@Inject(POOL) private readonly pool: pg.Pool) {}

  /** Anomalies of all Datastreams that overlap [from, to), newest first. */
  async anomaliesIn(from: number, to: number, limit: number): Promise<Anomaly[]> {
    const { rows } = await this.pool.query<AnomalyRow>(
      `select a.*, d.thing_id, d.property, t.domain
       from anomaly a join datastream d on d.id = a.datastream_id join thing t on t.id = d.thing_id
       where a.start_time < $2 and (a.end_time is null or a.end_time > $1)
       order by a.start_time desc, a.id limit $3`,
      [new Date(from), new Date(to), limit],
    );
    return rows.map(toAnomaly);
  }
}
