/** SQL of incidents, one statement a constant. */

export const MEMBERS = `
  select m.incident_id, a.id as anomaly, a.datastream_id as datastream, d.thing_id as thing, t.name as thing_name, d.property,
         t.domain, t.longitude, t.latitude, a.start_time, a.end_time, a.severity, a.score, a.reason
  from incident_member m
  join anomaly a on a.id = m.anomaly_id
  join datastream d on d.id = a.datastream_id
  join thing t on t.id = d.thing_id
  where m.incident_id = any($1)
  order by a.start_time, a.id`;

export const BY_IDS = `select * from incident where id = any($1)`;
export const BY_ID_LOCKED = `select * from incident where id = $1 for update`;
/** In the order of their ids, so that two people who merge crosswise do not wait for each other. */
export const BY_IDS_LOCKED = `select * from incident where id = any($1) order by id for update`;
export const ACTIVE = `select * from incident where closed_at is null order by number`;

/** Newest first; the number only ever rises, so it is the page key. */
export const LIST = `
  select * from incident
  where ($1 = 'all' or ($1 = 'active') = (resolved_at is null and closed_at is null))
    and ($2::timestamptz is null or started_at >= $2)
    and ($3::timestamptz is null or started_at < $3)
    and ($4::integer is null or number < $4)
  order by number desc
  limit $5`;

export const EVENTS_OF = `select * from incident_event where incident_id = $1 order by sequence`;
export const EVENTS_AFTER = `select * from incident_event where sequence > $1 order by sequence limit $2`;
export const EVENTS_SINCE = `select * from incident_event where incident_id = $1 and revision > $2 order by sequence`;
export const LAST_SEQUENCE = `select coalesce(max(sequence), 0) as sequence from incident_event`;

/** Taken before the first event of a transaction, so that commits come in the order of the sequence. */
export const LOCK_EVENTS = `select pg_advisory_xact_lock(hashtext('incident_event'))`;

export const INSERT_EVENT = `
  insert into incident_event (incident_id, kind, at, actor, note, revision)
  values ($1, $2, $3, $4, $5, $6) returning sequence`;

export const NOTIFY_EVENT = `select pg_notify('incident_event', $1)`;

/** People changed who is a member of what: the correlator's memory is no longer true. */
export const NOTIFY_SHAPE = `select pg_notify('incident_shape', '')`;

export const KEEP_APART = `
  insert into incident_apart (incident_id, other_id)
  select least($1, x), greatest($1, x) from unnest($2::text[]) as x where x <> $1 on conflict do nothing`;

/** What another is kept apart from, but for this one. */
export const INHERIT_APART = `
  insert into incident_apart (incident_id, other_id)
  select least($1, x), greatest($1, x) from (
    select case when incident_id = $2 then other_id else incident_id end as x
    from incident_apart where incident_id = $2 or other_id = $2) as pair
  where x <> $1 on conflict do nothing`;

export const FORGET_APART = `delete from incident_apart where incident_id = $1 or other_id = $1`;

export const UPDATE = `
  update incident set revision = $2, severity = $3, title = $4, reason = $5, started_at = $6, acknowledged_at = $7,
    acknowledged_by = $8, in_progress_at = $9, resolved_at = $10, closed_at = $11, silenced_until = $12, shelved_until = $13,
    assigned_to = $14, first_mover = $15, longitude = $16, latitude = $17, extent_metres = $18, things = $19,
    root = $20, area = $21, pinned = $22, feedback = $23, resolved_by = $24
  where id = $1`;

export const INSERT = `
  insert into incident (id, revision, severity, title, reason, started_at, acknowledged_at, acknowledged_by, in_progress_at,
    resolved_at, closed_at, silenced_until, shelved_until, assigned_to, first_mover, longitude, latitude, extent_metres, things,
    root, area, pinned, feedback, resolved_by, opened_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
  returning number`;

const ANOMALY = `
  select a.id, a.datastream_id, d.thing_id, d.property, t.domain, a.detector, a.detector_version, a.start_time, a.end_time,
         a.severity, a.score, a.observed, a.expected, a.low, a.high, a.reason, a.why
  from anomaly a join datastream d on d.id = a.datastream_id join thing t on t.id = d.thing_id`;

export const OPEN_ANOMALIES = `${ANOMALY}
  where a.end_time is null and ($1::integer[] is null or a.datastream_id = any($1))
  order by a.start_time, a.id`;

/** Those whose half-open time touches [from, to). */
export const ANOMALIES_OF = `${ANOMALY}
  where a.datastream_id = $1 and a.start_time < $3 and (a.end_time is null or a.end_time > $2)
  order by a.start_time, a.id
  limit $4`;

export const ANOMALIES_OF_INCIDENT = `${ANOMALY}
  where a.id in (select anomaly_id from incident_member where incident_id = $1)
  order by a.start_time, a.id`;

export const ANOMALIES_CHANGED = `
  select e.sequence, e.kind, e.at, x.* from anomaly_event e join (${ANOMALY}) x on x.id = e.anomaly_id
  where e.sequence > $1 order by e.sequence limit $2`;

export const LAST_ANOMALY_SEQUENCE = `select coalesce(max(sequence), 0) as sequence from anomaly_event`;

export const INSERT_FEEDBACK = `
  insert into incident_feedback (incident_id, verdict, until_time, actor, at, note) values ($1, $2, $3, $4, $5, $6)
  returning id`;
