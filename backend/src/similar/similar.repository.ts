import type { IncidentEvent } from '@citywatch/contracts';
import type { Pool } from '@citywatch/timescale';
import { Inject, Injectable } from '@nestjs/common';
import { POOL } from '../api/tokens.js';
import { toEvent, type EventRow } from '../incidents/incident-rows.js';
import type { IncidentShape } from './similarity.js';

/** Incidents that are looked at, the newest first; a year of a busy city. */
const CANDIDATES = 500;
const REACH = '366 days';
/** Entries of one incident's history that are told. */
const MAX_EVENTS = 20;

const SHAPE = `
  select i.id, i.title ->> 'code' as title, i.severity, i.things, i.longitude, i.latitude,
    round(extract(epoch from i.started_at) * 1000)::float8 as "startedAt", s.members, s.roads, s.feeders`;
const OF_MEMBERS = `
  cross join lateral (
    select array_agg(distinct t.id) as members,
      coalesce(array_agg(distinct (t.road ->> 'id') || ' ' || (t.road ->> 'direction')) filter (where t.road is not null), '{}') as roads,
      coalesce(array_agg(distinct t.feeder ->> 'id') filter (where t.feeder is not null), '{}') as feeders
    from incident_member m join anomaly a on a.id = m.anomaly_id join datastream d on d.id = a.datastream_id
      join thing t on t.id = d.thing_id
    where m.incident_id = i.id
  ) as s`;
const ONE = `${SHAPE} from incident i ${OF_MEMBERS} where i.id = $1 and s.members is not null`;

/** Earlier ones of a domain that it has too. Those that another took over have no members and are none. */
const EARLIER = `
  with one as (select * from incident where id = $1), near as (
    select i.* from incident i, one
    where i.id <> one.id and i.number < one.number and i.opened_at > one.opened_at - interval '${REACH}'
      and i.things ?| array(select jsonb_object_keys(one.things))
      and exists (select from incident_member m where m.incident_id = i.id)
    order by i.opened_at desc limit ${CANDIDATES}
  )
  ${SHAPE} from near i ${OF_MEMBERS}`;

const EVENTS = `
  select * from (
    select e.*, row_number() over (partition by incident_id order by sequence desc) as place from incident_event e
    where incident_id = any ($1) and actor <> 'system'
  ) as x where place <= ${MAX_EVENTS} order by sequence`;

@Injectable()
export class SimilarRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** An incident's shape; null where there is none, or none with members. */
  async shapeOf(id: string): Promise<IncidentShape | null> {
    const { rows } = await this.pool.query<IncidentShape>(ONE, [id]);
    return rows[0] ?? null;
  }

  /** Shapes of what was before an incident and could be like it; bounded. */
  async earlier(id: string): Promise<IncidentShape[]> {
    const { rows } = await this.pool.query<IncidentShape>(EARLIER, [id]);
    return rows;
  }

  /** What people did about these incidents: the last entries of each, oldest first. */
  async peoplesEvents(ids: readonly string[]): Promise<Map<string, IncidentEvent[]>> {
    const { rows } = await this.pool.query<EventRow>(EVENTS, [ids]);
    const events = new Map<string, IncidentEvent[]>(ids.map((id) => [id, []]));
    for (const row of rows) events.get(row.incident_id)?.push(toEvent(row));
    return events;
  }
}
