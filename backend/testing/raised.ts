import type { Severity } from '@citywatch/contracts';
import type { Queryable } from '@citywatch/timescale';

export interface Raise {
  /** Before the Things' names in the anomalies' ids. */
  readonly name: string;
  readonly things: readonly string[];
  readonly property: string;
  readonly severity: Severity;
  /** When the first begins, ms; each further Thing a second later. */
  readonly start: number;
}

const RAISE = `
  with stream as (
    select d.id, x.n from unnest($1::text[]) with ordinality as x (thing, n)
    join datastream d on d.thing_id = x.thing and d.property = $2),
  made as (
    insert into anomaly (id, datastream_id, detector, detector_version, start_time, severity, score, observed, expected, low, high, reason)
    select $3 || '-' || ($1::text[])[s.n], s.id, 'seasonal', 'seasonal-1', $4::timestamptz + (s.n - 1) * interval '1 second', $5, 9,
      9, 60, 50, 70, $6 from stream s returning id, start_time)
  insert into anomaly_event (anomaly_id, kind, at, severity) select id, 'raised', start_time, $5 from made order by start_time`;

/** For tests: stores anomalies as a detector does, and tells the correlator. Answers their ids in the Things' order. */
export async function raiseAnomalies(
  database: Queryable,
  { name, things, property, severity, start }: Raise,
): Promise<string[]> {
  const params = { property, observed: 9, expected: 60, low: 50, high: 70 };
  const reason = JSON.stringify({ code: 'below-expected', params });
  await database.query(RAISE, [things, property, name, new Date(start), severity, reason]);
  await database.query('notify anomaly_event');
  return things.map((thing) => `${name}-${thing}`);
}
