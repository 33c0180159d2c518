import type {
  Anomaly,
  DetectorKind,
  Domain,
  Incident,
  IncidentEvent,
  IncidentMember,
  Reason,
  Severity,
} from '@citywatch/contracts';

/** Rows as the database gives them, and the contract's shapes made of them. Times are `timestamptz` → Date → ms. */
export interface IncidentRow {
  id: string;
  number: number;
  revision: number;
  severity: Severity;
  title: Reason;
  reason: Reason;
  started_at: Date;
  opened_at: Date;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  in_progress_at: Date | null;
  resolved_at: Date | null;
  resolved_by: string | null;
  closed_at: Date | null;
  silenced_until: Date | null;
  shelved_until: Date | null;
  assigned_to: string | null;
  first_mover: string;
  longitude: number;
  latitude: number;
  extent_metres: number;
  things: Partial<Record<Domain, number>>;
  root: string | null;
  area: Incident['area'];
  pinned: boolean;
  feedback: Incident['feedback'];
}

export interface MemberRow {
  incident_id: string;
  anomaly: string;
  datastream: number;
  thing: string;
  thing_name: string;
  property: string;
  domain: Domain;
  longitude: number;
  latitude: number;
  start_time: Date;
  end_time: Date | null;
  severity: Severity;
  score: number;
  reason: Reason;
}

export interface EventRow {
  /** bigint, as text. */
  sequence: string;
  incident_id: string;
  kind: IncidentEvent['kind'];
  at: Date;
  actor: string;
  note: string | null;
}

export interface AnomalyRow {
  id: string;
  datastream_id: number;
  thing_id: string;
  property: string;
  domain: Domain;
  detector: DetectorKind;
  detector_version: string;
  start_time: Date;
  end_time: Date | null;
  severity: Severity;
  score: number;
  observed: number | null;
  expected: number | null;
  low: number | null;
  high: number | null;
  reason: Reason;
  why: Anomaly['why'];
}

const ms = (time: Date | null): number | null => (time === null ? null : time.getTime());

export const toIncident = (row: IncidentRow, members: readonly IncidentMember[]): Incident => ({
  id: row.id,
  number: row.number,
  revision: row.revision,
  severity: row.severity,
  title: row.title,
  reason: row.reason,
  times: {
    startedAt: row.started_at.getTime(),
    openedAt: row.opened_at.getTime(),
    acknowledgedAt: ms(row.acknowledged_at),
    inProgressAt: ms(row.in_progress_at),
    resolvedAt: ms(row.resolved_at),
    closedAt: ms(row.closed_at),
    silencedUntil: ms(row.silenced_until),
    shelvedUntil: ms(row.shelved_until),
  },
  acknowledgedBy: row.acknowledged_by,
  resolvedBy: row.resolved_by,
  assignedTo: row.assigned_to,
  firstMover: row.first_mover,
  centre: { longitude: row.longitude, latitude: row.latitude },
  extent: row.extent_metres,
  things: row.things,
  members,
  root: row.root,
  area: row.area,
  pinned: row.pinned,
  feedback: row.feedback,
});

export const toMember = (row: MemberRow): IncidentMember => ({
  anomaly: row.anomaly,
  datastream: row.datastream,
  thing: row.thing,
  thingName: row.thing_name,
  property: row.property,
  domain: row.domain,
  longitude: row.longitude,
  latitude: row.latitude,
  start: row.start_time.getTime(),
  end: ms(row.end_time),
  severity: row.severity,
  score: row.score,
  reason: row.reason,
});

export const toEvent = (row: EventRow): IncidentEvent => ({
  sequence: Number(row.sequence),
  incident: row.incident_id,
  kind: row.kind,
  at: row.at.getTime(),
  actor: row.actor,
  note: row.note,
});

export const toAnomaly = (row: AnomalyRow): Anomaly => ({
  id: row.id,
  datastream: row.datastream_id,
  thing: row.thing_id,
  property: row.property,
  domain: row.domain,
  detector: row.detector,
  detectorVersion: row.detector_version,
  start: row.start_time.getTime(),
  end: ms(row.end_time),
  severity: row.severity,
  score: row.score,
  observed: row.observed,
  expected: row.expected,
  low: row.low,
  high: row.high,
  reason: row.reason,
  why: row.why,
});
