import type { Disturbance } from './disturbance.js';

export const INCIDENT_KINDS = [
  'crash',
  'fire',
  'feeder-fault',
  'substation',
  'stuck',
  'drift',
  'spike',
  'gap',
  'wrong-clock',
] as const;
export type SimulatedIncidentKind = (typeof INCIDENT_KINDS)[number];

/** What a Thing reports: when it says it measured, and its results. */
export interface Observed {
  readonly phenomenonTime: number;
  readonly results: Record<string, number>;
}

/** Changes a Thing's surroundings at a time. */
export type Effect = (disturbance: Disturbance, time: number) => void;

/** Spoils a Thing's report; null where it stays silent. `at` gives what it would have measured at another time. */
export type Fault = (observed: Observed, time: number, at: (time: number) => Record<string, number>) => Observed | null;

/** What a good detector should find: these properties of this Thing are abnormal from one time to another (ms). */
export interface GroundTruth {
  readonly thing: string;
  readonly properties: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** One thing that goes wrong in the city, and everything it touches. Times are ms since the epoch, half-open. */
export interface SimulatedIncident {
  readonly id: string;
  readonly kind: SimulatedIncidentKind;
  readonly start: number;
  readonly end: number;
  /** In words, such as "Kennedy Expy at Addison St, southbound". */
  readonly place: string;
  readonly longitude: number;
  readonly latitude: number;
  /** By the Thing's index. */
  readonly effects: ReadonlyMap<number, Effect>;
  readonly faults: ReadonlyMap<number, Fault>;
  readonly truth: readonly GroundTruth[];
}

/** What the makers of incidents need to know of one. */
export interface IncidentTiming {
  readonly start: number;
  readonly end: number;
  readonly seed: number;
}

/** What an incident does, without its name and time. */
export type IncidentBody = Pick<SimulatedIncident, 'place' | 'longitude' | 'latitude' | 'effects' | 'faults' | 'truth'>;
