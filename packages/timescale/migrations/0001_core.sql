-- Catalogue: who owns what, where it stands, what it observes.
create table operator (
  id text primary key,
  name text not null,
  created_at timestamptz not null default now()
);

create table thing (
  id text primary key,
  operator_id text not null references operator (id),
  domain text not null check (domain in ('traffic', 'air-quality', 'grid')),
  name text not null,
  longitude double precision,
  latitude double precision,
  interval_seconds double precision not null,
  road jsonb,
  feeder jsonb,
  nominal jsonb not null default '{}',
  -- False where only telemetry has been seen yet: stored, but not on the map.
  described boolean not null,
  updated_at timestamptz not null default now()
);

create table datastream (
  id integer generated always as identity primary key,
  thing_id text not null references thing (id),
  property text not null,
  unit text not null,
  unique (thing_id, property)
);

-- received_at is Kafka's timestamp: when the report reached us, against phenomenon_time, when it was true.
create table observation (
  datastream_id integer not null,
  phenomenon_time timestamptz not null,
  result double precision not null,
  sequence bigint not null,
  quality smallint not null,
  received_at timestamptz not null
);
-- The unique index is the promise "once"; the block-range index lets roll-ups read a time range without a second
-- B-tree, which would halve the rate of COPY. migrate() applies the chunk length that is set.
select create_hypertable('observation', by_range('phenomenon_time', interval '1 day'), create_default_indexes => false);
create unique index observation_once on observation (datastream_id, phenomenon_time);
create index observation_time on observation using brin (phenomenon_time) with (pages_per_range = 32, autosummarize = on);

create table observation_latest (
  datastream_id integer primary key references datastream (id),
  phenomenon_time timestamptz not null,
  result double precision not null,
  quality smallint not null
) with (fillfactor = 70);

-- Offset and account of each consumer, written in the transaction of what the messages produced.
-- The check is the promise: every consumed message is stored, a duplicate, or quarantined.
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
  updated_at timestamptz not null default now(),
  primary key (consumer, topic, partition),
  constraint every_message_accounted check (consumed = stored + duplicate + quarantined)
);

create table quarantine (
  id bigint generated always as identity primary key,
  topic text not null,
  partition integer not null,
  message_offset bigint not null,
  key bytea,
  value bytea,
  headers jsonb not null default '{}',
  code text not null,
  detail text not null,
  received_at timestamptz not null,
  quarantined_at timestamptz not null default now(),
  replayed_at timestamptz,
  unique (topic, partition, message_offset)
);

-- Detector: one state a datastream, all of one partition saved with that partition's offset.
create table detector_state (
  datastream_id integer primary key references datastream (id),
  topic text not null,
  partition integer not null,
  version text not null,
  state bytea not null
) with (fillfactor = 70);
create index detector_state_partition on detector_state (topic, partition);

create table anomaly (
  id text primary key,
  datastream_id integer not null references datastream (id),
  detector text not null,
  detector_version text not null,
  start_time timestamptz not null,
  end_time timestamptz,
  severity text not null check (severity in ('info', 'minor', 'major', 'critical')),
  score double precision not null,
  observed double precision,
  expected double precision,
  low double precision,
  high double precision,
  reason jsonb not null,
  created_at timestamptz not null default now()
);
create index anomaly_datastream_start on anomaly (datastream_id, start_time);
create index anomaly_start on anomaly (start_time);
create index anomaly_open on anomaly (datastream_id) where end_time is null;

-- The log the correlator reads. Writers take advisory lock 'anomaly_event' first, so commits are in the order of sequence.
create table anomaly_event (
  sequence bigint generated always as identity primary key,
  anomaly_id text not null references anomaly (id),
  kind text not null check (kind in ('raised', 'updated', 'cleared')),
  at timestamptz not null,
  severity text not null,
  unique (anomaly_id, kind, at)
);

create table incident (
  id text primary key,
  number integer generated always as identity unique,
  revision integer not null default 1,
  severity text not null check (severity in ('info', 'minor', 'major', 'critical')),
  title jsonb not null,
  reason jsonb not null,
  started_at timestamptz not null,
  opened_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  in_progress_at timestamptz,
  resolved_at timestamptz,
  closed_at timestamptz,
  silenced_until timestamptz,
  shelved_until timestamptz,
  assigned_to text,
  first_mover text not null,
  longitude double precision not null,
  latitude double precision not null,
  extent_metres double precision not null,
  things jsonb not null
);
create index incident_active on incident (opened_at) where closed_at is null;
create index incident_opened on incident (opened_at);

create table incident_member (
  incident_id text not null references incident (id),
  anomaly_id text not null references anomaly (id),
  joined_at timestamptz not null,
  primary key (incident_id, anomaly_id)
);
create unique index incident_member_anomaly on incident_member (anomaly_id);

-- History of each incident and, over all of them, the sequence that live clients resume from.
-- Writers take advisory lock 'incident_event' first, so commits are in the order of sequence.
create table incident_event (
  sequence bigint generated always as identity primary key,
  incident_id text not null references incident (id),
  kind text not null,
  at timestamptz not null,
  actor text not null,
  note text,
  -- The incident's revision after it: tells what happened since the one a person saw.
  revision integer not null
);
create index incident_event_incident on incident_event (incident_id, sequence);

create table user_account (
  name text primary key,
  role text not null check (role in ('operator', 'analyst', 'crew', 'administrator')),
  -- argon2id; null until the person has used their one-time link.
  password_hash text,
  disabled boolean not null default false,
  created_at timestamptz not null default now()
);

-- Tokens are stored as SHA-256: a stolen table opens no session.
create table session (
  token_hash bytea primary key,
  user_name text not null references user_account (name) on delete cascade,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_of_user on session (user_name);

create table enrolment (
  token_hash bytea primary key,
  -- Null for the first administrator, who chooses a name.
  user_name text references user_account (name) on delete cascade,
  role text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
