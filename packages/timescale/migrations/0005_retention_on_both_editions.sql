-- Raw chunks are dropped by our own upkeep on both editions: a policy of TimescaleDB would not note the range, and a late row
-- into it would then have its hour refreshed from that row alone. Refresh windows always have a beginning, for without one
-- nothing may go to the columnstore.

-- Retention counts from arrival (the chunk's creation), so a replay of old data is not dropped as soon as it is stored.
-- A chunk that still awaits its roll-up stays. Returns the number of chunks dropped.
create or replace function enforce_retention() returns integer
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
      and not exists (select from rollup_invalidation i where i.from_time < c.range_end and i.to_time > c.range_start)
    order by c.range_start
  loop
    perform drop_chunk_range(doomed.relation, doomed.range_start, doomed.range_end);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;

-- Makes what storage_setting says true: the chunk length, and on licence `timescale` its policies.
create or replace function apply_storage_setting() returns void
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
$$;
