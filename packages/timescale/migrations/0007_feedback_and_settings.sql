-- What people change about detection. docs/adr/0014-settings-by-offset.md

create table detection_setting (
  -- 1, 2, 3 …; 0 is what the environment says.
  version integer primary key check (version > 0),
  -- When it was set.
  from_time timestamptz not null,
  actor text not null,
  note text,
  tuning jsonb not null
);

-- What a verdict does to the thresholds of its incident's Datastreams. Only the newest verdict of an incident is in force.
create table datastream_threshold (
  feedback_id bigint not null references incident_feedback (id),
  datastream_id integer not null references datastream (id),
  -- This verdict's own part, decades of rarity; 0 where it only takes an earlier one back.
  decades double precision not null,
  from_time timestamptz not null,
  -- What all verdicts in force add up to at from_time, within bounds; it fades from then on.
  shift double precision not null,
  primary key (feedback_id, datastream_id)
);
create index datastream_threshold_datastream on datastream_threshold (datastream_id, feedback_id);

-- From which offset on a detector judged a partition by which settings and verdicts. It is written before the first message from
-- there on is judged, so messages that are read again after a crash are judged as they were.
create table detection_adoption (
  consumer text not null,
  topic text not null,
  partition integer not null,
  from_offset bigint not null,
  -- Of detection_setting; 0: what the environment says.
  version integer not null,
  -- The newest verdict whose thresholds counted; 0: none.
  feedback_id bigint not null,
  primary key (consumer, topic, partition, from_offset)
);

-- Things that are worked on, by verdict; its incident's newest one counts.
create table known_work (
  feedback_id bigint not null references incident_feedback (id),
  thing_id text not null references thing (id),
  until_time timestamptz not null,
  primary key (feedback_id, thing_id)
);
create index known_work_thing on known_work (thing_id, until_time);

-- Backtests that analysts asked for. seen_at is the last sign of life of who runs it.
create table backtest (
  id text primary key,
  actor text not null,
  request jsonb not null,
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  progress double precision not null default 0,
  error text,
  result jsonb,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
create index backtest_created on backtest (created_at);
