import type { Domain, Severity } from './domain.js';
import type { Reason } from './reason.js';

export const DETECTORS = [
  'seasonal',
  'stuck',
  'range',
  'gap',
  'rate',
  'pattern',
  'peers',
  'forecast',
  'clock',
  'consistency',
] as const;
export type DetectorKind = (typeof DETECTORS)[number];

/** What spoke for an anomaly. Stored with it when it was raised, so that a screen can say why without asking the detector again. */
export interface AnomalyWhy {
  /** Rarity (-log10 of the probability) of each channel that spoke, strongest first. */
  readonly channels: readonly { readonly channel: string; readonly score: number }[];
  /** Its deviation's place among this Datastream's in the last `days` days, 1 = the largest; null while too little is known. */
  readonly rank: { readonly place: number; readonly days: number } | null;
  /** Neighbours that deviate the same way at the same time, of those that were looked at; null where nobody was asked. */
  readonly neighbours: { readonly agreeing: number; readonly asked: number } | null;
}

/** An anomaly of one Datastream, from start to end. Its id derives from Datastream, detector and start: a replay makes the same one. */
export interface Anomaly {
  readonly id: string;
  readonly datastream: number;
  readonly thing: string;
  readonly property: string;
  readonly domain: Domain;
  readonly detector: DetectorKind;
  /** Version of the detector's code and parameters, such as "seasonal-1". */
  readonly detectorVersion: string;
  /** ms since the epoch, half-open; end is null while it lasts. */
  readonly start: number;
  readonly end: number | null;
  readonly severity: Severity;
  /** Rarity, -log10 of the tail probability, capped at 12. */
  readonly score: number;
  readonly observed: number | null;
  readonly expected: number | null;
  /** Expected band. */
  readonly low: number | null;
  readonly high: number | null;
  readonly reason: Reason;
  /** Absent in anomalies that were stored before it was kept. */
  readonly why?: AnomalyWhy | null;
}

/** What the detector says of an anomaly; `sequence` is its place in the log that the correlator reads. */
export interface AnomalyEvent {
  readonly sequence: number;
  readonly kind: 'raised' | 'updated' | 'cleared';
  /** Event time of the observation (or of the deadline, for a gap) that caused it, ms. */
  readonly at: number;
  readonly anomaly: Anomaly;
}
