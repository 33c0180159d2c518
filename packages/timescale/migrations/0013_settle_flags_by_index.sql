-- Settling found flags must cost what is flagged, not what is stored: joined by hash, each round read all observations three times.
-- docs/adr/0017-flags-that-detectors-find.md

create or replace function settle_flags(portion integer default 20000) returns bigint
language plpgsql
-- Each flag looks up its own few observations. Nobody knows how many flags wait, so the planner's guess is worth nothing.
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
as $$
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
$$;
