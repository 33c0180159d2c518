import type { DetectorKind, Severity } from '@citywatch/contracts';
import { INCIDENT_KINDS } from '@citywatch/simulator';

/** What may go wrong in a simulated city: our simulator's kinds, and those that only the second one has. */
export const EVENT_KINDS = [...INCIDENT_KINDS, 'error-code', 'level-shift'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** One anomaly when it was raised. */
export interface FoundAnomaly {
  readonly id: string;
  readonly thing: string;
  readonly property: string;
  readonly detector: DetectorKind;
  readonly severity: Severity;
  readonly score: number;
  /** When the system said so, by the clock of the stream, ms. */
  readonly raisedAt: number;
}

/** One incident at its worst, with everything that was ever its member. */
export interface FoundIncident {
  readonly id: string;
  readonly severity: Severity;
  readonly openedAt: number;
  readonly anomalies: readonly string[];
  /** How often it would have called somebody: opened above minor, rose above minor, or was reopened above minor. */
  readonly notifications: number;
  readonly title: string;
}

/** What of a Thing is abnormal from when to when, ms, and whether any report shows it. */
export interface TrueThing {
  readonly thing: string;
  readonly properties: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly visible: boolean;
}

/** Something that went wrong in the simulated city. */
export interface TrueEvent {
  readonly id: string;
  readonly kind: EventKind;
  readonly from: number;
  readonly to: number;
  readonly truth: readonly TrueThing[];
  /** Everything it touches, also what is too little to be truth. */
  readonly touched: readonly string[];
}

/** What a run over one city brought. */
export interface CityRun {
  readonly seed: number;
  readonly things: number;
  /** Judged time, ms: what came before was learning. */
  readonly from: number;
  readonly to: number;
  readonly observations: number;
  readonly events: readonly TrueEvent[];
  readonly anomalies: readonly FoundAnomaly[];
  readonly incidents: readonly FoundIncident[];
}
