/** SQL of the correlator, one statement a constant. */

const ANOMALY = `a.id, a.datastream_id, d.thing_id, d.property, t.domain, a.detector, a.detector_version, a.start_time, a.end_time,
  a.severity, a.score, a.observed, a.expected, a.low, a.high, a.reason, a.why`;
const OF_ANOMALY = `join datastream d on d.id = a.datastream_id join thing t on t.id = d.thing_id`;

/** The log from a sequence on. Writers commit in its order (advisory lock), so nothing appears later below what was read. */
export const EVENTS_FROM = `
  select e.sequence, e.kind, e.at, e.severity as event_severity, ${ANOMALY}
  from anomaly_event e join anomaly a on a.id = e.anomaly_id ${OF_ANOMALY}
  where e.sequence >= $1 order by e.sequence limit $2`;

/** Things with their operator's name and all they are fed through, nearest first; at most 16 levels, whatever was declared. */
export const THINGS = `
  with recursive above as (
    select t.id as thing, t.feeder ->> 'parent' as parent, 1 as level from thing t where t.id = any ($1)
    union all
    select a.thing, p.feeder ->> 'parent', a.level + 1 from above a join thing p on p.id = a.parent where a.level < 16
  )
  select t.id as thing, t.name, o.name as operator, t.domain, t.longitude, t.latitude, t.road, t.feeder,
    t.interval_seconds * 1000 as "intervalMs",
    coalesce((select array_agg(a.parent order by a.level) from above a where a.thing = t.id and a.parent is not null), '{}') as "fedThrough"
  from thing t join operator o on o.id = t.operator_id
  where t.id = any ($1) and t.described and t.longitude is not null and t.latitude is not null`;

/** All described Things with a place, for the graph. */
export const GRAPH = `
  select t.id as thing, t.name, o.name as operator, t.domain, t.longitude, t.latitude, t.road, t.feeder,
    array(select d.property from datastream d where d.thing_id = t.id) as properties
  from thing t join operator o on o.id = t.operator_id
  where t.described and t.longitude is not null and t.latitude is not null`;

/** What stations measured of the wind in [from, to): speed and direction of one moment. */
export const WIND = `
  select sp.result as speed, di.result as "from"
  from datastream ds
  join datastream dd on dd.thing_id = ds.thing_id and dd.property = 'windDirection'
  join observation sp on sp.datastream_id = ds.id and sp.phenomenon_time >= $1 and sp.phenomenon_time < $2
  join observation di on di.datastream_id = dd.id and di.phenomenon_time = sp.phenomenon_time
    and di.phenomenon_time >= $1 and di.phenomenon_time < $2
  where ds.property = 'windSpeed' and sp.quality = 0 and di.quality = 0
  order by sp.phenomenon_time, ds.id`;

/** Pairs of these that are never joined. */
export const APART = `
  select incident_id, other_id from incident_apart where incident_id = any ($1) and other_id = any ($1)`;

/** How far the histories have been read, and whether people changed since who is a member of what. */
export const SHAPED_SINCE = `
  select coalesce(max(sequence), $1)::text as seen,
    coalesce(bool_or(kind in ('split', 'merged') and actor <> 'system'), false) as shaped
  from incident_event where sequence > $1`;

/** Incidents that may still take something in. */
export const OPEN_INCIDENTS = `
  select * from incident where closed_at is null and (resolved_at is null or resolved_at > $1) order by number`;

export const MEMBER_ANOMALIES = `
  select m.incident_id, ${ANOMALY}, m.joined_at as arrived_at, a.start_time as raised_at
  from incident_member m join anomaly a on a.id = m.anomaly_id ${OF_ANOMALY}
  where m.incident_id = any ($1) order by m.joined_at, a.start_time, a.id`;

/** Anomalies that wait for company, in the log's order; what came and went long ago is forgotten. */
export const WAITING_ANOMALIES = `
  select ${ANOMALY}, a.created_at as arrived_at, e.at as raised_at
  from anomaly a ${OF_ANOMALY}
  join lateral (select sequence, at from anomaly_event e where e.anomaly_id = a.id order by sequence limit 1) e on true
  where not exists (select from incident_member m where m.anomaly_id = a.id)
    and e.sequence < $1 and (a.end_time is null or a.created_at > $2)
  order by e.sequence`;

export const CURSOR = `select next_offset from consumer_offset where consumer = $1 and topic = 'anomaly_event' and partition = 0`;

export const MOVE_CURSOR = `
  insert into consumer_offset as o (consumer, topic, partition, next_offset, consumed, stored)
  values ($1, 'anomaly_event', 0, $3, $4::bigint, $4::bigint)
  on conflict (consumer, topic, partition) do update set next_offset = excluded.next_offset,
    consumed = o.consumed + excluded.consumed, stored = o.stored + excluded.stored, updated_at = now()
  where o.next_offset = $2`;

/** An anomaly is in one incident: joining moves it. */
export const JOIN = `
  insert into incident_member (incident_id, anomaly_id, joined_at)
  select $1, x, $3 from unnest($2::text[]) with ordinality as u (x, n) order by n
  on conflict (anomaly_id) do update set incident_id = excluded.incident_id, joined_at = excluded.joined_at`;

export const LONG_RESOLVED = `
  select * from incident where closed_at is null and resolved_at < $1 order by number limit 100`;

export const TRY_LEAD = `select pg_try_advisory_lock(hashtext($1)) as leads`;
