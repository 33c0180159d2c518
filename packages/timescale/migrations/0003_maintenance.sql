-- What keeps the roll-ups and the disk in order: called in a loop by whichever writer holds the lock.

-- Licence `apache`: brings the stored buckets up to `until` and recomputes those that late rows touched.
-- Returns the number of one-minute buckets written.
create function refresh_rollups(until timestamptz default now() - interval '1 minute') returns bigint
language plpgsql as $$
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
$$;

-- Drops one chunk of a hypertable and remembers its range.
create function drop_chunk_range(relation text, starts timestamptz, ends timestamptz) returns void
language plpgsql as $$
begin
  perform drop_chunks(relation::regclass, older_than => ends, newer_than => starts);
  -- One range for all neighbours, so the table stays as short as the history has holes.
  with gone as (delete from dropped_range d where d.relation = drop_chunk_range.relation returning d.period)
  insert into dropped_range
  select drop_chunk_range.relation, unnest(range_agg(period))
  from (select period from gone union all select tstzrange(starts, ends)) as every (period);
end
$$;

-- Retention counts from arrival (the chunk's creation), so a replay of old data is not dropped as soon as it is stored.
-- A chunk that still awaits its roll-up stays. Returns the number of chunks dropped.
create function enforce_retention() returns integer
language plpgsql as $$
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
      and (setting.edition = 'apache' or c.hypertable_name <> 'observation')
      and not exists (select from rollup_invalidation i where i.from_time < c.range_end and i.to_time > c.range_start)
    order by c.range_start
  loop
    perform drop_chunk_range(doomed.relation, doomed.range_start, doomed.range_end);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;

-- Drops the oldest raw chunks until the database fits its budget; the chunks still in use stay. Returns their number.
create function enforce_disk_budget() returns integer
language plpgsql as $$
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
$$;

-- Makes what storage_setting says true: the chunk length, and on licence `timescale` its policies.
create function apply_storage_setting() returns void
language plpgsql as $$
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
    start_offset => case when setting.raw_retention is null then null
      else greatest(setting.raw_retention - setting.chunk_length, interval '1 hour') end,
    end_offset => interval '1 minute', schedule_interval => interval '30 seconds');
  perform add_continuous_aggregate_policy('observation_1h',
    start_offset => case when setting.minute_retention is null then null
      else greatest(setting.minute_retention - interval '10 days', interval '3 hours') end,
    end_offset => interval '1 hour', schedule_interval => interval '5 minutes');
  if setting.raw_retention is not null then
    perform add_retention_policy('observation', drop_created_before => setting.raw_retention + setting.chunk_length);
  end if;
  if setting.minute_retention is not null then
    perform add_retention_policy('observation_1m', drop_after => setting.minute_retention);
  end if;
  if setting.hour_retention is not null then
    perform add_retention_policy('observation_1h', drop_after => setting.hour_retention);
  end if;
  call add_columnstore_policy('observation', after => setting.columnstore_after);
  -- Only what the refresh window has left may go to the columnstore.
  call add_columnstore_policy('observation_1m', after => coalesce(setting.raw_retention, interval '30 days'));
  call add_columnstore_policy('observation_1h', after => coalesce(setting.minute_retention, interval '180 days'));
end
$$;
