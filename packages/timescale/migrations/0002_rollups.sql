-- One-minute and one-hour roll-ups of good observations (quality = 0), retention and disk budget.
-- Licence `timescale`: continuous aggregates, columnstore and policies. Licence `apache`: the same two relations as views
-- over stored buckets and a real-time tail. docs/adr/0006-rollups-on-both-editions.md
create table storage_setting (
  only_row boolean primary key default true check (only_row),
  -- How the relations below were made; a later change of licence does not change them.
  edition text not null check (edition in ('apache', 'timescale')),
  chunk_length interval not null default '1 day',
  -- How long after its arrival data is kept; null: for ever.
  raw_retention interval default '14 days',
  minute_retention interval default '90 days',
  hour_retention interval default '1825 days',
  columnstore_after interval not null default '2 days',
  -- Above it the oldest raw chunks go; null: no bound.
  disk_budget_bytes bigint
);
insert into storage_setting (edition)
values (case when current_setting('timescaledb.license') = 'timescale' then 'timescale' else 'apache' end);

-- What was written since the last refresh, [from_time, to_time). A row commits with the observations it stands for, so a
-- refresh either sees both or neither, and no late row is forgotten.
create table rollup_invalidation (
  from_time timestamptz not null,
  to_time timestamptz not null
);

create table rollup_watermark (
  only_row boolean primary key default true check (only_row),
  -- Buckets before these are stored, the others are computed when they are read.
  minute_until timestamptz not null default '-infinity',
  hour_until timestamptz not null default '-infinity'
);
insert into rollup_watermark default values;

-- Ranges whose source chunks were dropped. Their buckets are final: computing one again from a late row would replace the
-- sum of thousands of rows by that of one.
create table dropped_range (
  relation text not null,
  period tstzrange not null
);

-- Says that observations in [from_time, to_time) were written; call it in the transaction that wrote them.
create function mark_observed(from_times timestamptz[], to_times timestamptz[]) returns void
language sql as $$
  insert into rollup_invalidation (from_time, to_time)
  select time_bucket('1 minute', f), time_bucket('1 minute', t - interval '1 microsecond') + interval '1 minute'
  from unnest(from_times, to_times) as range (f, t)
  where f < t
$$;

do $migration$
begin
  if (select edition from storage_setting) = 'timescale' then
    execute $sql$
      create materialized view observation_1m with (timescaledb.continuous, timescaledb.materialized_only = false) as
      select datastream_id, time_bucket(interval '1 minute', phenomenon_time) as bucket, count(*) as count,
        sum(result) as sum, min(result) as min, max(result) as max,
        first(result, phenomenon_time) as first, last(result, phenomenon_time) as last
      from observation where quality = 0 group by 1, 2 with no data
    $sql$;
    execute $sql$
      create materialized view observation_1h with (timescaledb.continuous, timescaledb.materialized_only = false) as
      select datastream_id, time_bucket(interval '1 hour', bucket) as bucket, sum(count)::bigint as count,
        sum(sum) as sum, min(min) as min, max(max) as max, first(first, bucket) as first, last(last, bucket) as last
      from observation_1m group by 1, 2 with no data
    $sql$;
    execute $sql$ alter table observation set (timescaledb.enable_columnstore = true,
      timescaledb.segmentby = 'datastream_id', timescaledb.orderby = 'phenomenon_time') $sql$;
    execute 'alter materialized view observation_1m set (timescaledb.enable_columnstore = true)';
    execute 'alter materialized view observation_1h set (timescaledb.enable_columnstore = true)';
  else
    create table observation_1m_stored (
      datastream_id integer not null,
      bucket timestamptz not null,
      count bigint not null,
      sum double precision not null,
      min double precision not null,
      max double precision not null,
      first double precision not null,
      last double precision not null,
      primary key (datastream_id, bucket)
    );
    perform create_hypertable('observation_1m_stored', by_range('bucket', interval '7 days'));
    create table observation_1h_stored (like observation_1m_stored including all);
    perform create_hypertable('observation_1h_stored', by_range('bucket', interval '90 days'));

    create view observation_1m as
    select datastream_id, bucket, count, sum, min, max, first, last
    from observation_1m_stored where bucket < (select minute_until from rollup_watermark)
    union all
    select datastream_id, time_bucket('1 minute', phenomenon_time), count(*), sum(result), min(result), max(result),
      first(result, phenomenon_time), last(result, phenomenon_time)
    from observation where phenomenon_time >= (select minute_until from rollup_watermark) and quality = 0
    group by 1, 2;

    create view observation_1h as
    select datastream_id, bucket, count, sum, min, max, first, last
    from observation_1h_stored where bucket < (select hour_until from rollup_watermark)
    union all
    select datastream_id, time_bucket('1 hour', bucket), sum(count)::bigint, sum(sum), min(min), max(max),
      first(first, bucket), last(last, bucket)
    from observation_1m where bucket >= (select hour_until from rollup_watermark)
    group by 1, 2;
  end if;
end
$migration$;
