-- Flags that detectors find, when the writer may have stored the observation already, or not yet.
-- docs/adr/0017-flags-that-detectors-find.md

-- Waits for its observations; gone when they have it. The upper eight bits of observation.quality are what was found, the
-- lower ones what the message said.
create table found_flag (
  datastream_id integer not null references datastream (id),
  -- Both included.
  from_time timestamptz not null,
  until_time timestamptz not null,
  quality smallint not null check (quality between 1 and 127),
  found_at timestamptz not null default now(),
  primary key (datastream_id, from_time, until_time, quality)
);
create index found_flag_age on found_flag (found_at);

-- What was found of each Datastream's newest observation, from that observation on. Live readings are flagged by it.
create table datastream_quality (
  datastream_id integer primary key references datastream (id),
  from_time timestamptz not null,
  quality smallint not null,
  changed_at timestamptz not null default clock_timestamp()
);
create index datastream_quality_changed on datastream_quality (changed_at);

-- Flags stored observations as detectors found them, and notes the ranges for the roll-ups. What has not arrived when its
-- raw data would be dropped never will. Returns the number of observations that were flagged.
create function settle_flags(portion integer default 20000) returns bigint
language plpgsql as $$
declare
  flagged bigint;
  minutes timestamptz[];
begin
  delete from found_flag
  where found_at < now() - (select coalesce(raw_retention, interval '14 days') from storage_setting);
  -- One partition's observations are stored in their order: where the last of a range is there, so are the others.
  with due as materialized (
    select f.datastream_id, f.from_time, f.until_time, f.quality from found_flag f
    where exists (select from observation o where o.datastream_id = f.datastream_id and o.phenomenon_time = f.until_time)
    order by f.found_at limit portion for update of f skip locked
  ), gone as (
    delete from found_flag f using due d where f.datastream_id = d.datastream_id and f.from_time = d.from_time
      and f.until_time = d.until_time and f.quality = d.quality
  ), hit as (
    -- Ranges may overlap, and an update changes a row once.
    select o.datastream_id, o.phenomenon_time, bit_or((d.quality::integer << 8)::smallint) as bits
    from due d join observation o on o.datastream_id = d.datastream_id
      and o.phenomenon_time >= d.from_time and o.phenomenon_time <= d.until_time
    group by 1, 2
  ), changed as (
    update observation o set quality = o.quality | h.bits from hit h
    where o.datastream_id = h.datastream_id and o.phenomenon_time = h.phenomenon_time and o.quality & h.bits <> h.bits
    returning o.phenomenon_time
  )
  select count(*), array_agg(distinct time_bucket('1 minute', phenomenon_time)) into flagged, minutes from changed;
  if flagged > 0 then
    perform mark_observed(minutes, array(select m + interval '1 minute' from unnest(minutes) as m));
  end if;
  return flagged;
end
$$;
