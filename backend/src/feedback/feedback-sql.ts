/** SQL of feedback, one statement a constant. `$1` is an incident's id where nothing else is said. */

const NEWEST = `f.id = (select max(g.id) from incident_feedback g where g.incident_id = f.incident_id)`;

/** Datastreams that the verdict speaks of (`own`: members raised by one of the detectors $2), and those that earlier verdicts moved. */
export const AFFECTED = `
  select datastream_id as datastream, bool_or(own) as own from (
    select a.datastream_id, true as own from incident_member m join anomaly a on a.id = m.anomaly_id
    where m.incident_id = $1 and a.detector = any ($2)
    union all
    select t.datastream_id, false from datastream_threshold t join incident_feedback f on f.id = t.feedback_id
    where f.incident_id = $1
  ) as x group by datastream_id order by datastream_id`;

/** What the verdicts in force of other incidents than $2 say of the Datastreams $1. */
export const OTHER_PARTS = `
  select t.datastream_id as datastream, t.decades, f.at
  from datastream_threshold t join incident_feedback f on f.id = t.feedback_id
  where t.datastream_id = any ($1) and t.decades <> 0 and f.incident_id <> $2 and ${NEWEST}
  order by t.datastream_id, f.id`;

export const INSERT_THRESHOLDS = `
  insert into datastream_threshold (feedback_id, datastream_id, decades, from_time, shift)
  select $1, d, c, $2, s from unnest($3::integer[], $4::float8[], $5::float8[]) as x (d, c, s)`;

/** All Things that are members now: work explains what it was said of, not what joins later. */
export const INSERT_WORK = `
  insert into known_work (feedback_id, thing_id, until_time)
  select distinct $2::bigint, d.thing_id, $3::timestamptz from incident_member m join anomaly a on a.id = m.anomaly_id
    join datastream d on d.id = a.datastream_id
  where m.incident_id = $1`;

/** Work on the Things $1 that lasts beyond $2; where several, the one that lasts longest. */
export const WORK_ON = `
  select distinct on (k.thing_id) k.thing_id as thing, k.until_time as until, i.number as incident
  from known_work k join incident_feedback f on f.id = k.feedback_id join incident i on i.id = f.incident_id
  where k.thing_id = any ($1) and k.until_time > $2 and ${NEWEST}
  order by k.thing_id, k.until_time desc, i.number`;
