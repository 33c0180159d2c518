import type { Pool } from '@citywatch/timescale';
import { Inject, Injectable } from '@nestjs/common';
import { POOL } from '../api/tokens.js';
import type { PrecisionRow } from './precision.js';

const COUNTS = `count(*)::int as incidents, count(*) filter (where verdict = 'useful')::int as useful,
  count(*) filter (where verdict = 'noise')::int as noise, count(*) filter (where verdict = 'known work')::int as "knownWork"`;

/** An incident without members was taken over by another, where it is counted. */
const PRECISION = `
  with judged as materialized (
    select i.id, i.opened_at, i.things, i.feedback ->> 'verdict' as verdict from incident i
    where i.opened_at >= $1 and i.opened_at < $2 and exists (select from incident_member m where m.incident_id = i.id)
  )
  select 'total' as part, '' as key, null::float8 as start, ${COUNTS} from judged
  union all
  select 'domain', domain, null, ${COUNTS} from judged, jsonb_object_keys(things) as domain group by domain
  union all
  select 'detector', detector, null, ${COUNTS} from (
    select distinct j.id, j.verdict, a.detector from judged j
    join incident_member m on m.incident_id = j.id join anomaly a on a.id = m.anomaly_id
  ) as x group by detector
  union all
  select 'week', '', extract(epoch from week at time zone $3) * 1000, ${COUNTS} from (
    select verdict, date_trunc('week', opened_at at time zone $3) as week from judged
  ) as x group by week`;

/** What people said of incidents, counted. */
@Injectable()
export class PrecisionRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** Of incidents that opened in [from, to), ms; weeks begin on Monday in this time zone. */
  async count(from: number, to: number, timeZone: string): Promise<PrecisionRow[]> {
    const { rows } = await this.pool.query<PrecisionRow>(PRECISION, [new Date(from), new Date(to), timeZone]);
    return rows;
  }
}
