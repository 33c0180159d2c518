-- What an incident is believed to be (probable root, affected area), what people decided about it (pinned, feedback), and
-- what spoke for an anomaly.
alter table incident
  add column root text,
  add column area jsonb not null default '[]',
  add column pinned boolean not null default false,
  add column feedback jsonb;
alter table anomaly add column why jsonb;

-- Incidents that people took apart: the system never joins them again. One row a pair, the smaller id first.
create table incident_apart (
  incident_id text not null references incident (id),
  other_id text not null references incident (id),
  primary key (incident_id, other_id),
  check (incident_id < other_id)
);
create index incident_apart_other on incident_apart (other_id);

-- What people said of an incident; the newest counts. until_time is the end of known work, null for the other verdicts.
create table incident_feedback (
  id bigint generated always as identity primary key,
  incident_id text not null references incident (id),
  verdict text not null check (verdict in ('useful', 'noise', 'known work')),
  until_time timestamptz,
  actor text not null,
  at timestamptz not null,
  note text
);
create index incident_feedback_incident on incident_feedback (incident_id, id);
create index incident_feedback_at on incident_feedback (at);
