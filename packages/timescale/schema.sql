-- Made by `node packages/timescale/dist/schema.command.js` from a migrated database (licence apache); do not edit.

create table anomaly (
  id text not null,
  datastream_id integer not null,
  detector text not null,
  detector_version text not null,
  start_time timestamp with time zone not null,
  end_time timestamp with time zone,
  severity text not null,
  score double precision not null,
  observed double precision,
  expected double precision,
  low double precision,
  high double precision,
  reason jsonb not null,
  created_at timestamp with time zone not null default now(),
  why jsonb
);

create table anomaly_event (
  sequence bigint not null generated always as identity,
  anomaly_id text not null,
  kind text not null,
  at timestamp with time zone not null,
  severity text not null
);

create table backtest (
  id text not null,
  actor text not null,
  request jsonb not null,
  state text not null default 'running'::text,
  progress double precision not null default 0,
  error text,
  result jsonb,
  created_at timestamp with time zone not null default now(),
  seen_at timestamp with time zone not null default now()
);

create table consumer_offset (
  consumer text not null,
  topic text not null,
  partition integer not null,
  next_offset bigint not null,
  consumed bigint not null default 0,
  stored bigint not null default 0,
  duplicate bigint not null default 0,
  quarantined bigint not null default 0,
  rows_stored bigint not null default 0,
  updated_at timestamp with time zone not null default now()
);

create table datastream (
  id integer not null generated always as identity,
  thing_id text not null,
  property text not null,
  unit text not null
);

create table datastream_quality (
  datastream_id integer not null,
  from_time timestamp with time zone not null,
  quality smallint not null,
  changed_at timestamp with time zone not null default clock_timestamp()
);

create table datastream_threshold (
  feedback_id bigint not null,
  datastream_id integer not null,
  decades double precision not null,
  from_time timestamp with time zone not null,
  shift double precision not null
);

create table detection_adoption (
  consumer text not null,
  topic text not null,
  partition integer not null,
  from_offset bigint not null,
  version integer not null,
  feedback_id bigint not null
);

create table detection_setting (
  version integer not null,
  from_time timestamp with time zone not null,
  actor text not null,
  note text,
  tuning jsonb not null,
  known_detectors text[] not null
);

create table detector_state (
  datastream_id integer not null,
  topic text not null,
  partition integer not null,
  version text not null,
  state bytea not null,
  slow_state bytea
) with (fillfactor=70);

create table dropped_range (
  relation text not null,
  period tstzrange not null
);

create table enrolment (
  token_hash bytea not null,
  user_name text,
  role text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone
);

create table found_flag (
  datastream_id integer not null,
  from_time timestamp with time zone not null,
  until_time timestamp with time zone not null,
  quality smallint not null,
  found_at timestamp with time zone not null default now()
);

create table incident (
  id text not null,
  number integer not null generated always as identity,
  revision integer not null default 1,
  severity text not null,
  title jsonb not null,
  reason jsonb not null,
  started_at timestamp with time zone not null,
  opened_at timestamp with time zone not null,
  acknowledged_at timestamp with time zone,
  acknowledged_by text,
  in_progress_at timestamp with time zone,
  resolved_at timestamp with time zone,
  closed_at timestamp with time zone,
  silenced_until timestamp with time zone,
  shelved_until timestamp with time zone,
  assigned_to text,
  first_mover text not null,
  longitude double precision not null,
  latitude double precision not null,
  extent_metres double precision not null,
  things jsonb not null,
  root text,
  area jsonb not null default '[]'::jsonb,
  pinned boolean not null default false,
  feedback jsonb,
  resolved_by text
);

create table incident_apart (
  incident_id text not null,
  other_id text not null
);

create table incident_event (
  sequence bigint not null generated always as identity,
  incident_id text not null,
  kind text not null,
  at timestamp with time zone not null,
  actor text not null,
  note text,
  revision integer not null
);

create table incident_feedback (
  id bigint not null generated always as identity,
  incident_id text not null,
  verdict text not null,
  until_time timestamp with time zone,
  actor text not null,
  at timestamp with time zone not null,
  note text
);

create table incident_member (
  incident_id text not null,
  anomaly_id text not null,
  joined_at timestamp with time zone not null
);

create table known_work (
  feedback_id bigint not null,
  thing_id text not null,
  until_time timestamp with time zone not null
);

create table observation (
  datastream_id integer not null,
  phenomenon_time timestamp with time zone not null,
  result double precision not null,
  sequence bigint not null,
  quality smallint not null,
  received_at timestamp with time zone not null
);

create table observation_1h_stored (
  datastream_id integer not null,
  bucket timestamp with time zone not null,
  count bigint not null,
  sum double precision not null,
  min double precision not null,
  max double precision not null,
  first double precision not null,
  last double precision not null
);

create table observation_1m_stored (
  datastream_id integer not null,
  bucket timestamp with time zone not null,
  count bigint not null,
  sum double precision not null,
  min double precision not null,
  max double precision not null,
  first double precision not null,
  last double precision not null
);

create table observation_latest (
  datastream_id integer not null,
  phenomenon_time timestamp with time zone not null,
  result double precision not null,
  quality smallint not null
) with (fillfactor=70);

create table operator (
  id text not null,
  name text not null,
  created_at timestamp with time zone not null default now()
);

create table peer_desk (
  topic text not null,
  partition integer not null,
  desk jsonb not null
);

create table peer_state (
  datastream_id integer not null,
  topic text not null,
  partition integer not null,
  version text not null,
  state bytea not null
) with (fillfactor=70);

create table quarantine (
  id bigint not null generated always as identity,
  topic text not null,
  partition integer not null,
  message_offset bigint not null,
  key bytea,
  value bytea,
  headers jsonb not null default '{}'::jsonb,
  code text not null,
  detail text not null,
  received_at timestamp with time zone not null,
  quarantined_at timestamp with time zone not null default now(),
  replayed_at timestamp with time zone
);

create table residual_lane (
  topic text not null,
  partition integer not null,
  lane text not null
);

create table rollup_invalidation (
  from_time timestamp with time zone not null,
  to_time timestamp with time zone not null
);

create table rollup_watermark (
  only_row boolean not null default true,
  minute_until timestamp with time zone not null default '-infinity'::timestamp with time zone,
  hour_until timestamp with time zone not null default '-infinity'::timestamp with time zone
);

create table schema_migration (
  version integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now()
);

create table session (
  token_hash bytea not null,
  user_name text not null,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null
);

create table storage_setting (
  only_row boolean not null default true,
  edition text not null,
  chunk_length interval not null default '1 day'::interval,
  raw_retention interval default '14 days'::interval,
  minute_retention interval default '90 days'::interval,
  hour_retention interval default '1825 days'::interval,
  columnstore_after interval not null default '2 days'::interval,
  disk_budget_bytes bigint,
  quarantine_retention interval default '90 days'::interval
);

create table thing (
  id text not null,
  operator_id text not null,
  domain text not null,
  name text not null,
  longitude double precision,
  latitude double precision,
  interval_seconds double precision not null,
  road jsonb,
  feeder jsonb,
  nominal jsonb not null default '{}'::jsonb,
  described boolean not null,
  updated_at timestamp with time zone not null default now()
);

create table user_account (
  name text not null,
  role text not null,
  password_hash text,
  disabled boolean not null default false,
  created_at timestamp with time zone not null default now()
);

alter table anomaly add constraint anomaly_pkey PRIMARY KEY (id);
alter table anomaly add constraint anomaly_datastream_id_fkey FOREIGN KEY (datastream_id) REFERENCES datastream(id);
alter table anomaly add constraint anomaly_severity_check CHECK ((severity = ANY (ARRAY['info'::text, 'minor'::text, 'major'::text, 'critical'::text])));
alter table anomaly_event add constraint anomaly_event_anomaly_id_kind_at_key UNIQUE (anomaly_id, kind, at);
alter table anomaly_event add constraint anomaly_event_pkey PRIMARY KEY (sequence);
alter table anomaly_event add constraint anomaly_event_anomaly_id_fkey FOREIGN KEY (anomaly_id) REFERENCES anomaly(id);
alter table anomaly_event add constraint anomaly_event_kind_check CHECK ((kind = ANY (ARRAY['raised'::text, 'updated'::text, 'cleared'::text])));
alter table backtest add constraint backtest_pkey PRIMARY KEY (id);
alter table backtest add constraint backtest_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])));
alter table consumer_offset add constraint consumer_offset_pkey PRIMARY KEY (consumer, topic, partition);
alter table consumer_offset add constraint every_message_accounted CHECK ((consumed = ((stored + duplicate) + quarantined)));
alter table datastream add constraint datastream_thing_id_property_key UNIQUE (thing_id, property);
alter table datastream add constraint datastream_pkey PRIMARY KEY (id);
alter table datastream add constraint datastream_thing_id_fkey FOREIGN KEY (thing_id) REFERENCES thing(id);
alter table datastream_quality add constraint datastream_quality_pkey PRIMARY KEY (datastream_id);
alter table datastream_quality add constraint datastream_quality_datastream_id_fkey FOREIGN KEY (datastream_id) REFERENCES datastream(id);
alter table datastream_threshold add constraint datastream_threshold_pkey PRIMARY KEY (feedback_id, datastream_id);
alter table datastream_threshold add constraint datastream_threshold_datastream_id_fkey FOREIGN KEY (datastream_id) REFERENCES datastream(id);
alter table datastream_threshold add constraint datastream_threshold_feedback_id_fkey FOREIGN KEY (feedback_id) REFERENCES incident_feedback(id);
alter table detection_adoption add constraint detection_adoption_pkey PRIMARY KEY (consumer, topic, partition, from_offset);
alter table detection_setting add constraint detection_setting_pkey PRIMARY KEY (version);
alter table detection_setting add constraint detection_setting_version_check CHECK ((version > 0));
alter table detector_state add constraint detector_state_pkey PRIMARY KEY (datastream_id);
alter table detector_state add constraint detector_state_datastream_id_fkey FOREIGN KEY (datastream_id) REFERENCES datastream(id);
alter table enrolment add constraint enrolment_pkey PRIMARY KEY (token_hash);
alter table enrolment add constraint enrolment_user_name_fkey FOREIGN KEY (user_name) REFERENCES user_account(name) ON DELETE CASCADE;
alter table found_flag add constraint found_flag_pkey PRIMARY KEY (datastream_id, from_time, until_time, quality);
alter table found_flag add constraint found_flag_datastream_id_fkey FOREIGN KEY (datastream_id) REFERENCES datastream(id);
alter table found_flag add constraint found_flag_quality_check CHECK (((quality >= 1) AND (quality <= 127)));
alter table incident add constraint incident_number_key UNIQUE (number);
alter table incident add constraint incident_pkey PRIMARY KEY (id);
alter table incident add constraint incident_severity_check CHECK ((severity = ANY (ARRAY['info'::text, 'minor'::text, 'major'::text, 'critical'::text])));
alter table incident_apart add constraint incident_apart_pkey PRIMARY KEY (incident_id, other_id);
alter table incident_apart add constraint incident_apart_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);
alter table incident_apart add constraint incident_apart_other_id_fkey FOREIGN KEY (other_id) REFERENCES incident(id);
alter table incident_apart add constraint incident_apart_check CHECK ((incident_id < other_id));
alter table incident_event add constraint incident_event_pkey PRIMARY KEY (sequence);
alter table incident_event add constraint incident_event_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);
alter table incident_feedback add constraint incident_feedback_pkey PRIMARY KEY (id);
alter table incident_feedback add constraint incident_feedback_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);
alter table incident_feedback add constraint incident_feedback_verdict_check CHECK ((verdict = ANY (ARRAY['useful'::text, 'noise'::text, 'known work'::text])));
alter table incident_member add constraint incident_member_pkey PRIMARY KEY (incident_id, anomaly_id);
alter table incident_member add constraint incident_member_anomaly_id_fkey FOREIGN KEY (anomaly_id) REFERENCES anomaly(id);
alter table incident_member add constraint incident_member_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);
alter table known_work add constraint known_work_pkey PRIMARY KEY (feedback_id, thing_id);
alter table known_work add constraint known_work_feedback_id_fkey FOREIGN KEY (feedback_id) REFERENCES incident_feedback(id);
alter table known_work add constraint known_work_thing_id_fkey FOREIGN KEY (thing_id) REFERENCES thing(id);
alter table observation_1h_stored add constraint observation_1h_stored_pkey PRIMARY KEY (datastream_id, bucket);
alter table observation_1m_stored add constraint observation_1m_stored_pkey PRIMARY KEY (datastream_id, bucket);
alter table observation_latest add constraint observation_latest_pkey PRIMARY KEY (datastream_id);
alter table observation_latest add constraint observation_latest_datastream_id_fkey FOREIGN KEY (datastream_id) REFERENCES datastream(id);
alter table operator add constraint operator_pkey PRIMARY KEY (id);
alter table peer_desk add constraint peer_desk_pkey PRIMARY KEY (topic, partition);
alter table peer_state add constraint peer_state_pkey PRIMARY KEY (datastream_id);
alter table peer_state add constraint peer_state_datastream_id_fkey FOREIGN KEY (datastream_id) REFERENCES datastream(id);
alter table quarantine add constraint quarantine_topic_partition_message_offset_key UNIQUE (topic, partition, message_offset);
alter table quarantine add constraint quarantine_pkey PRIMARY KEY (id);
alter table residual_lane add constraint residual_lane_pkey PRIMARY KEY (topic, partition);
alter table rollup_watermark add constraint rollup_watermark_pkey PRIMARY KEY (only_row);
alter table rollup_watermark add constraint rollup_watermark_only_row_check CHECK (only_row);
alter table schema_migration add constraint schema_migration_pkey PRIMARY KEY (version);
alter table session add constraint session_pkey PRIMARY KEY (token_hash);
alter table session add constraint session_user_name_fkey FOREIGN KEY (user_name) REFERENCES user_account(name) ON DELETE CASCADE;
alter table storage_setting add constraint storage_setting_pkey PRIMARY KEY (only_row);
alter table storage_setting add constraint storage_setting_edition_check CHECK ((edition = ANY (ARRAY['apache'::text, 'timescale'::text])));
alter table storage_setting add constraint storage_setting_only_row_check CHECK (only_row);
alter table thing add constraint thing_pkey PRIMARY KEY (id);
alter table thing add constraint thing_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operator(id);
alter table thing add constraint thing_domain_check CHECK ((domain = ANY (ARRAY['traffic'::text, 'air-quality'::text, 'grid'::text])));
alter table user_account add constraint user_account_pkey PRIMARY KEY (name);
alter table user_account add constraint user_account_role_check CHECK ((role = ANY (ARRAY['operator'::text, 'analyst'::text, 'crew'::text, 'administrator'::text])));

CREATE INDEX anomaly_datastream_start ON anomaly USING btree (datastream_id, start_time);
CREATE INDEX anomaly_open ON anomaly USING btree (datastream_id) WHERE (end_time IS NULL);
CREATE INDEX anomaly_start ON anomaly USING btree (start_time);
CREATE INDEX backtest_created ON backtest USING btree (created_at);
CREATE INDEX datastream_quality_changed ON datastream_quality USING btree (changed_at);
CREATE INDEX datastream_threshold_datastream ON datastream_threshold USING btree (datastream_id, feedback_id);
CREATE INDEX detector_state_partition ON detector_state USING btree (topic, partition);
CREATE INDEX found_flag_age ON found_flag USING btree (found_at);
CREATE INDEX incident_active ON incident USING btree (opened_at) WHERE (closed_at IS NULL);
CREATE INDEX incident_opened ON incident USING btree (opened_at);
CREATE INDEX incident_apart_other ON incident_apart USING btree (other_id);
CREATE INDEX incident_event_incident ON incident_event USING btree (incident_id, sequence);
CREATE INDEX incident_feedback_at ON incident_feedback USING btree (at);
CREATE INDEX incident_feedback_incident ON incident_feedback USING btree (incident_id, id);
CREATE UNIQUE INDEX incident_member_anomaly ON incident_member USING btree (anomaly_id);
CREATE INDEX known_work_thing ON known_work USING btree (thing_id, until_time);
CREATE UNIQUE INDEX observation_once ON observation USING btree (datastream_id, phenomenon_time);
CREATE INDEX observation_time ON observation USING brin (phenomenon_time) WITH (pages_per_range='32', autosummarize='on');
CREATE INDEX observation_1h_stored_bucket_idx ON observation_1h_stored USING btree (bucket DESC);
CREATE INDEX observation_1m_stored_bucket_idx ON observation_1m_stored USING btree (bucket DESC);
CREATE INDEX peer_state_partition ON peer_state USING btree (topic, partition);
CREATE INDEX quarantine_age ON quarantine USING btree (quarantined_at);
CREATE INDEX session_of_user ON session USING btree (user_name);

select create_hypertable('observation', by_range('phenomenon_time', interval '1 day'), create_default_indexes => false);
select create_hypertable('observation_1h_stored', by_range('bucket', interval '90 days'), create_default_indexes => false);
select create_hypertable('observation_1m_stored', by_range('bucket', interval '7 days'), create_default_indexes => false);

create view observation_1h as
 SELECT observation_1h_stored.datastream_id,
    observation_1h_stored.bucket,
    observation_1h_stored.count,
    observation_1h_stored.sum,
    observation_1h_stored.min,
    observation_1h_stored.max,
    observation_1h_stored.first,
    observation_1h_stored.last
   FROM observation_1h_stored
  WHERE (observation_1h_stored.bucket < ( SELECT rollup_watermark.hour_until
           FROM rollup_watermark))
UNION ALL
 SELECT observation_1m.datastream_id,
    time_bucket('01:00:00'::interval, observation_1m.bucket) AS bucket,
    (sum(observation_1m.count))::bigint AS count,
    sum(observation_1m.sum) AS sum,
    min(observation_1m.min) AS min,
    max(observation_1m.max) AS max,
    first(observation_1m.first, observation_1m.bucket) AS first,
    last(observation_1m.last, observation_1m.bucket) AS last
   FROM observation_1m
  WHERE (observation_1m.bucket >= ( SELECT rollup_watermark.hour_until
           FROM rollup_watermark))
  GROUP BY observation_1m.datastream_id, (time_bucket('01:00:00'::interval, observation_1m.bucket));

create view observation_1m as
 SELECT observation_1m_stored.datastream_id,
    observation_1m_stored.bucket,
    observation_1m_stored.count,
    observation_1m_stored.sum,
    observation_1m_stored.min,
    observation_1m_stored.max,
    observation_1m_stored.first,
    observation_1m_stored.last
   FROM observation_1m_stored
  WHERE (observation_1m_stored.bucket < ( SELECT rollup_watermark.minute_until
           FROM rollup_watermark))
UNION ALL
 SELECT observation.datastream_id,
    time_bucket('00:01:00'::interval, observation.phenomenon_time) AS bucket,
    count(*) AS count,
    sum(observation.result) AS sum,
    min(observation.result) AS min,
    max(observation.result) AS max,
    first(observation.result, observation.phenomenon_time) AS first,
    last(observation.result, observation.phenomenon_time) AS last
   FROM observation
  WHERE ((observation.phenomenon_time >= ( SELECT rollup_watermark.minute_until
           FROM rollup_watermark)) AND (observation.quality = 0))
  GROUP BY observation.datastream_id, (time_bucket('00:01:00'::interval, observation.phenomenon_time));

CREATE OR REPLACE FUNCTION apply_storage_setting()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  setting storage_setting;
begin
  select * into setting from storage_setting;
  perform set_chunk_time_interval('observation', setting.chunk_length);
  if setting.edition <> 'timescale' then return; end if;

  perform remove_continuous_aggregate_policy('observation_1h', if_exists => true);
  perform remove_continuous_aggregate_policy('observation_1m', if_exists => true);
  perform remove_retention_policy('observation', if_exists => true);
  perform remove_retention_policy('observation_1m', if_exists => true);
  perform remove_retention_policy('observation_1h', if_exists => true);
  call remove_columnstore_policy('observation', if_exists => true);
  call remove_columnstore_policy('observation_1m', if_exists => true);
  call remove_columnstore_policy('observation_1h', if_exists => true);
  -- The window must end before the raw data does: refreshing a dropped range would empty its buckets.
  perform add_continuous_aggregate_policy('observation_1m',
    start_offset => greatest(coalesce(setting.raw_retention - setting.chunk_length, interval '29 days'), interval '1 hour'),
    end_offset => interval '1 minute', schedule_interval => interval '30 seconds');
  perform add_continuous_aggregate_policy('observation_1h',
    start_offset => greatest(coalesce(setting.minute_retention - interval '10 days', interval '170 days'), interval '3 hours'),
    end_offset => interval '1 hour', schedule_interval => interval '5 minutes');
  if setting.minute_retention is not null then
    perform add_retention_policy('observation_1m', drop_after => setting.minute_retention);
  end if;
  if setting.hour_retention is not null then
    perform add_retention_policy('observation_1h', drop_after => setting.hour_retention);
  end if;
  call add_columnstore_policy('observation', after => setting.columnstore_after);
  -- Only what the refresh window has left may go to the columnstore: TimescaleDB refuses other settings.
  call add_columnstore_policy('observation_1m', after => coalesce(setting.raw_retention, interval '30 days'));
  call add_columnstore_policy('observation_1h', after => coalesce(setting.minute_retention, interval '180 days'));
end
$function$;

CREATE OR REPLACE FUNCTION drop_chunk_range(relation text, starts timestamp with time zone, ends timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  perform drop_chunks(relation::regclass, older_than => ends, newer_than => starts);
  -- One range for all neighbours, so the table stays as short as the history has holes.
  with gone as (delete from dropped_range d where d.relation = drop_chunk_range.relation returning d.period)
  insert into dropped_range
  select drop_chunk_range.relation, unnest(range_agg(period))
  from (select period from gone union all select tstzrange(starts, ends)) as every (period);
end
$function$;

CREATE OR REPLACE FUNCTION enforce_disk_budget()
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  setting storage_setting;
  ready timestamptz;
  excess bigint;
  doomed record;
  dropped integer := 0;
begin
  select * into setting from storage_setting;
  if setting.disk_budget_bytes is null then return 0; end if;
  select case setting.edition when 'apache' then minute_until else now() - interval '1 hour' end
    into ready from rollup_watermark;
  excess := pg_database_size(current_database()) - setting.disk_budget_bytes;
  for doomed in
    select c.range_start, c.range_end, s.total_bytes
    from timescaledb_information.chunks c
    join chunks_detailed_size('observation') s on s.chunk_schema = c.chunk_schema and s.chunk_name = c.chunk_name
    where c.hypertable_name = 'observation' and c.hypertable_schema = current_schema() and c.range_end <= ready
      and not exists (select from rollup_invalidation i where i.from_time < c.range_end and i.to_time > c.range_start)
    order by c.range_start
  loop
    exit when excess <= 0;
    perform drop_chunk_range('observation', doomed.range_start, doomed.range_end);
    excess := excess - doomed.total_bytes;
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$function$;

CREATE OR REPLACE FUNCTION enforce_quarantine_retention(portion integer DEFAULT 10000)
 RETURNS bigint
 LANGUAGE sql
AS $function$
  with doomed as (
    select id from quarantine
    where quarantined_at < now() - (select quarantine_retention from storage_setting)
    order by quarantined_at limit portion
  ), deleted as (delete from quarantine q using doomed d where q.id = d.id returning 1)
  select count(*) from deleted
$function$;

CREATE OR REPLACE FUNCTION enforce_retention()
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  setting storage_setting;
  ready timestamptz;
  doomed record;
  dropped integer := 0;
begin
  select * into setting from storage_setting;
  select case setting.edition when 'apache' then minute_until else now() - interval '1 hour' end
    into ready from rollup_watermark;
  for doomed in
    select c.hypertable_name::text as relation, c.range_start, c.range_end
    from timescaledb_information.chunks c
    join (values ('observation', setting.raw_retention + setting.chunk_length),
                 ('observation_1m_stored', setting.minute_retention + interval '7 days'),
                 ('observation_1h_stored', setting.hour_retention + interval '90 days')) as k (relation, age)
      on c.hypertable_name = k.relation and c.hypertable_schema = current_schema()
    where c.chunk_creation_time < now() - k.age and c.range_end <= ready
      and not exists (select from rollup_invalidation i where i.from_time < c.range_end and i.to_time > c.range_start)
    order by c.range_start
  loop
    perform drop_chunk_range(doomed.relation, doomed.range_start, doomed.range_end);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$function$;

CREATE OR REPLACE FUNCTION mark_observed(from_times timestamp with time zone[], to_times timestamp with time zone[])
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into rollup_invalidation (from_time, to_time)
  select time_bucket('1 minute', f), time_bucket('1 minute', t - interval '1 microsecond') + interval '1 minute'
  from unnest(from_times, to_times) as range (f, t)
  where f < t
$function$;

CREATE OR REPLACE FUNCTION refresh_rollups(until timestamp with time zone DEFAULT (now() - '00:01:00'::interval))
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
declare
  old rollup_watermark;
  minute_new timestamptz := time_bucket('1 minute', until);
  hour_new timestamptz := time_bucket('1 hour', until);
  minutes tstzmultirange;
  hours tstzmultirange;
  part tstzrange;
  written bigint := 0;
  n bigint;
begin
  select * into old from rollup_watermark for update;
  minute_new := greatest(minute_new, old.minute_until);
  hour_new := greatest(hour_new, old.hour_until);
  -- A range after the watermark needs no note: it is read when the watermark passes it.
  with taken as (delete from rollup_invalidation returning from_time, to_time)
  select coalesce(range_agg(tstzrange(from_time, to_time)), '{}') into minutes from taken;
  minutes := (minutes + tstzmultirange(tstzrange(old.minute_until, minute_new)))
    * tstzmultirange(tstzrange('-infinity', minute_new))
    - coalesce((select range_agg(period) from dropped_range where relation = 'observation'), '{}');

  for part in select unnest(minutes) loop
    delete from observation_1m_stored where bucket >= lower(part) and bucket < upper(part);
    insert into observation_1m_stored
    select datastream_id, time_bucket('1 minute', phenomenon_time), count(*), sum(result), min(result), max(result),
      first(result, phenomenon_time), last(result, phenomenon_time)
    from observation where phenomenon_time >= lower(part) and phenomenon_time < upper(part) and quality = 0
    group by 1, 2;
    get diagnostics n = row_count;
    written := written + n;
  end loop;

  select coalesce(range_agg(tstzrange(
      time_bucket('1 hour', lower(m)),
      time_bucket('1 hour', upper(m) - interval '1 microsecond') + interval '1 hour')), '{}')
    into hours from unnest(minutes) as m;
  hours := (hours + tstzmultirange(tstzrange(old.hour_until, hour_new)))
    * tstzmultirange(tstzrange('-infinity', hour_new))
    - coalesce((select range_agg(period) from dropped_range where relation = 'observation_1m_stored'), '{}');
  for part in select unnest(hours) loop
    delete from observation_1h_stored where bucket >= lower(part) and bucket < upper(part);
    insert into observation_1h_stored
    select datastream_id, time_bucket('1 hour', bucket), sum(count)::bigint, sum(sum), min(min), max(max),
      first(first, bucket), last(last, bucket)
    from observation_1m_stored where bucket >= lower(part) and bucket < upper(part)
    group by 1, 2;
  end loop;

  update rollup_watermark set minute_until = minute_new, hour_until = hour_new;
  return written;
end
$function$;

CREATE OR REPLACE FUNCTION settle_flags(portion integer DEFAULT 20000)
 RETURNS bigint
 LANGUAGE plpgsql
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_seqscan TO 'off'
AS $function$
declare
  flagged bigint;
  minutes timestamptz[];
  earliest timestamptz;
  latest timestamptz;
begin
  delete from found_flag
  where found_at < now() - (select coalesce(raw_retention, interval '14 days') from storage_setting);
  select min(from_time), max(until_time) into earliest, latest from found_flag;
  if earliest is null then
    return 0;
  end if;
  -- Planned anew for these times: chunks beyond them are not even looked at.
  execute $sql$
    -- One partition's observations are stored in their order: where the last of a range is there, so are the others.
    with due as materialized (
      select f.datastream_id, f.from_time, f.until_time, f.quality from found_flag f
      where exists (select from observation o where o.datastream_id = f.datastream_id and o.phenomenon_time = f.until_time
                      and o.phenomenon_time >= $2 and o.phenomenon_time <= $3)
        -- What was found meanwhile may reach further: the next round takes it.
        and f.from_time >= $2 and f.until_time <= $3
      order by f.found_at limit $1 for update of f skip locked
    ), gone as (
      delete from found_flag f using due d where f.datastream_id = d.datastream_id and f.from_time = d.from_time
        and f.until_time = d.until_time and f.quality = d.quality
    ), hit as (
      -- Ranges may overlap, and an update changes a row once.
      select o.datastream_id, o.phenomenon_time, bit_or((d.quality::integer << 8)::smallint) as bits
      from due d join observation o on o.datastream_id = d.datastream_id
        and o.phenomenon_time >= d.from_time and o.phenomenon_time <= d.until_time
        and o.phenomenon_time >= $2 and o.phenomenon_time <= $3
      group by 1, 2
    ), changed as (
      update observation o set quality = o.quality | h.bits from hit h
      where o.datastream_id = h.datastream_id and o.phenomenon_time = h.phenomenon_time and o.quality & h.bits <> h.bits
        and o.phenomenon_time >= $2 and o.phenomenon_time <= $3
      returning o.phenomenon_time
    )
    select count(*), array_agg(distinct time_bucket('1 minute', phenomenon_time)) from changed
  $sql$ into flagged, minutes using portion, earliest, latest;
  if flagged > 0 then
    perform mark_observed(minutes, array(select m + interval '1 minute' from unnest(minutes) as m));
  end if;
  return flagged;
end
$function$;
