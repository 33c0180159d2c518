-- Datastreams against their neighbours. docs/adr/0016-neighbours-by-a-topic-of-residuals.md

-- A detector's minutes that are not whole yet, saved with the partition's offset: what is told after a restart is the same.
create table residual_lane (
  topic text not null,
  partition integer not null,
  lane text not null,
  primary key (topic, partition)
);

-- What is known of each Datastream beside its neighbours, saved with the offset in residuals.v1.
create table peer_state (
  datastream_id integer primary key references datastream (id),
  topic text not null,
  partition integer not null,
  version text not null,
  state bytea not null
) with (fillfactor = 70);
create index peer_state_partition on peer_state (topic, partition);

-- How far each source has told, and which minute is decided: saved with the same offset.
create table peer_desk (
  topic text not null,
  partition integer not null,
  desk jsonb not null,
  primary key (topic, partition)
);
