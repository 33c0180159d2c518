-- A sender that sends nothing but rubbish must not fill the disk: the quarantine, too, is kept for a time.
alter table storage_setting add column quarantine_retention interval default '90 days';
create index quarantine_age on quarantine (quarantined_at);

-- Returns the number of messages deleted; a portion at a time, so that no round takes long.
create function enforce_quarantine_retention(portion integer default 10000) returns bigint
language sql as $$
  with doomed as (
    select id from quarantine
    where quarantined_at < now() - (select quarantine_retention from storage_setting)
    order by quarantined_at limit portion
  ), deleted as (delete from quarantine q using doomed d where q.id = d.id returning 1)
  select count(*) from deleted
$$;
