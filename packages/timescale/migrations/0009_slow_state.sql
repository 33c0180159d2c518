-- The part of a detector's state that only a step of five minutes changes: larger than the rest, so written only when it changed.
-- States of the version before are learnt anew.
alter table detector_state add column slow_state bytea;
