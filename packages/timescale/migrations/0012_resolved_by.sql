-- A person's resolution holds for what was known then; the system's for what has cleared. docs/adr/0019-what-reopens-an-incident.md

-- Who resolved it; null while nobody did, and where it resolved itself.
alter table incident add column resolved_by text;

update incident i
set resolved_by = (select nullif(e.actor, 'system') from incident_event e
                   where e.incident_id = i.id and e.kind = 'resolved' order by e.sequence desc limit 1)
where i.resolved_at is not null;
