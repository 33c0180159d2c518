-- A setting names the detector kinds that may raise. One that did not exist when it was saved was not taken out by anybody.

-- The kinds that there were when it was saved; others do what they do by default.
alter table detection_setting add column known_detectors text[];

-- Kinds when the table was made. A setting that names one of the two that came next was saved with both, and so were those after it.
update detection_setting s
set known_detectors = array['seasonal', 'stuck', 'range', 'gap', 'rate', 'pattern', 'peers', 'forecast']
  || case when exists (select from detection_setting n
                       where n.version <= s.version and n.tuning -> 'detectors' ?| array['clock', 'consistency'])
     then array['clock', 'consistency'] else '{}' end;

alter table detection_setting alter column known_detectors set not null;
