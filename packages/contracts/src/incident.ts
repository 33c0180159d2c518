import type { Domain, Severity } from './domain.js';
import type { Reason } from './reason.js';

export const INCIDENT_STATES = ['open', 'acknowledged', 'in progress', 'resolved', 'closed'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** Times are stored, the shown state is derived (incidentState). All times are ms since the epoch. */
export interface IncidentTimes {
  /** Start of the first anomaly, event time. */
  readonly startedAt: number;
  /** When the system opened it. */
  readonly openedAt: number;
  readonly acknowledgedAt: number | null;
  readonly inProgressAt: number | null;
  readonly resolvedAt: number | null;
  readonly closedAt: number | null;
  readonly silencedUntil: number | null;
  readonly shelvedUntil: number | null;
}

export interface IncidentMember {
  readonly anomaly: string;
  readonly datastream: number;
  readonly thing: string;
  readonly thingName: string;
  readonly property: string;
  readonly domain: Domain;
  readonly longitude: number;
  readonly latitude: number;
  readonly start: number;
  readonly end: number | null;
  readonly severity: Severity;
  readonly score: number;
  readonly reason: Reason;
}

export interface Incident {
  /** Derives from its first anomaly: a replay makes the same one. */
  readonly id: string;
  /** Short number for people: INC-<number>. */
  readonly number: number;
  /** Rises by one with every change; commands name the revision they saw. */
  readonly revision: number;
  readonly severity: Severity;
  readonly title: Reason;
  readonly reason: Reason;
  readonly times: IncidentTimes;
  readonly acknowledgedBy: string | null;
  /** Who resolved it; null while nobody did, and where it resolved itself. */
  readonly resolvedBy: string | null;
  readonly assignedTo: string | null;
  /** Thing that moved first. */
  readonly firstMover: string;
  readonly centre: { readonly longitude: number; readonly latitude: number };
  /** Largest distance between two members, metres. */
  readonly extent: number;
  readonly things: Readonly<Partial<Record<Domain, number>>>;
  /** In order of their start. */
  readonly members: readonly IncidentMember[];
  /** Thing where the cause most probably is (the highest feeder that all dark ones hang on, the first detector of a queue); null where nothing says so. */
  readonly root: string | null;
  /** Ring [longitude, latitude] around what is affected, not closed; empty while there is no member. */
  readonly area: readonly (readonly [longitude: number, latitude: number])[];
  /** Membership is what people made it: nothing joins, leaves or is merged by itself until it is unpinned. It still resolves itself. */
  readonly pinned: boolean;
  /** What people said of it, newest verdict; null while nobody did. */
  readonly feedback: IncidentFeedback | null;
}

export const FEEDBACK_VERDICTS = ['useful', 'noise', 'known work'] as const;
export type FeedbackVerdict = (typeof FEEDBACK_VERDICTS)[number];

/** A person's judgement of an incident. */
export interface IncidentFeedback {
  readonly verdict: FeedbackVerdict;
  /** End of the known work, ms; null for the other verdicts. */
  readonly until: number | null;
  readonly actor: string;
  readonly at: number;
  readonly note: string | null;
}

export const INCIDENT_EVENT_KINDS = [
  'opened',
  'grew',
  'changed',
  'acknowledged',
  'unacknowledged',
  'assigned',
  'started',
  'silenced',
  'unsilenced',
  'resolved',
  'reopened',
  'closed',
  'split',
  'merged',
  'pinned',
  'unpinned',
  'marked',
] as const;
export type IncidentEventKind = (typeof INCIDENT_EVENT_KINDS)[number];

/** Who did what nobody did, in histories. */
export const SYSTEM_ACTOR = 'system';

/** One entry of an incident's history; `sequence` orders all incidents' events and is what a client resumes from. */
export interface IncidentEvent {
  readonly sequence: number;
  readonly incident: string;
  readonly kind: IncidentEventKind;
  readonly at: number;
  /** User name, or SYSTEM_ACTOR. */
  readonly actor: string;
  readonly note: string | null;
}

/** The state that people see. */
export function incidentState(times: IncidentTimes): IncidentState {
  if (times.closedAt !== null) return 'closed';
  if (times.resolvedAt !== null) return 'resolved';
  if (times.inProgressAt !== null) return 'in progress';
  return times.acknowledgedAt !== null ? 'acknowledged' : 'open';
}

/** Resolved or closed: no longer in the queue. */
export const isOver = (times: IncidentTimes): boolean => times.resolvedAt !== null || times.closedAt !== null;

export const isSilenced = (times: IncidentTimes, now: number): boolean =>
  (times.silencedUntil !== null && times.silencedUntil > now) ||
  (times.shelvedUntil !== null && times.shelvedUntil > now);
