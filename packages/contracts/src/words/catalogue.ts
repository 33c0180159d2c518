import type { Domain } from '../domain.js';

/** Every reason's code. Titles of incidents and reasons of anomalies and incidents share the one list. */
export const REASON_CODES = [
  // Anomalies
  'above-expected',
  'below-expected',
  'jumped-up',
  'jumped-down',
  'stuck',
  'out-of-range',
  'silent',
  'drifting-up',
  'drifting-down',
  'spiky',
  'unsteady',
  'level-shifted',
  'unusual-pattern',
  'above-neighbours',
  'below-neighbours',
  'contradicts',
  'clock-ahead',
  'clock-behind',
  // Titles of incidents
  'traffic-slowed',
  'traffic-unusual',
  'air-rising',
  'air-unusual',
  'power-lost',
  'power-lost-at',
  'voltage-unusual',
  'grid-unusual',
  'sensor-silent',
  'sensors-silent',
  'sensor-stuck',
  'sensor-range',
  'sensor-apart',
  'sensor-clock',
  'sensor-contradicts',
  'sensors-doubtful',
  'network-wide',
  'network-silent',
  // Why anomalies are one incident
  'joined-place',
  'joined-road',
  'joined-feeder',
  'joined-silent',
  'joined-doubtful',
  'joined-network',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/**
 * What can speak for an anomaly (`AnomalyWhy.channels`). A code's place goes into detector state: new ones are only appended.
 */
export const CHANNEL_CODES = [
  'time-of-day',
  'jump',
  'nominal',
  'repeats',
  'drift',
  'spikes',
  'neighbours',
  'network',
  'level',
  'hour-level',
  'hour-deviation',
  'hour-spread',
  'out-of-range',
  'variability',
  'spike-density',
  'spike-density-long',
  'forecast-error',
  'fit',
] as const;
export type ChannelCode = (typeof CHANNEL_CODES)[number];

/** What the system notes in an incident's history: stored as "@<code>" or "@<code>:<incident number>". */
export const SYSTEM_NOTES = [
  'members-cleared',
  'rejoined',
  'spread',
  'worsened',
  'merged',
  'absorbed',
  'split-off',
  'split-from',
  'known-work',
  'beyond-work',
] as const;
export type SystemNote = (typeof SYSTEM_NOTES)[number];

export type Locale = 'en' | 'zh';
/** The city's system of units: 'us' says mph, mi and °F; 'si' km/h, km and °C. */
export type UnitSystem = 'us' | 'si';

/** One language's words. `{…}` are filled by renderReason; a missing key is a type error. */
export interface Catalogue {
  readonly properties: Readonly<Record<string, string>>;
  readonly things: Readonly<Record<Domain | 'any', readonly [one: string, many: string]>>;
  readonly directions: Readonly<Record<'N' | 'E' | 'S' | 'W', string>>;
  readonly units: Readonly<Record<'veh/h', string>>;
  readonly duration: Readonly<Record<'s' | 'min' | 'h', string>>;
  readonly separator: string;
  readonly reasons: Readonly<Record<ReasonCode, string>>;
  /** Optional second sentences of an incident's reason. */
  readonly parts: Readonly<Record<'worst' | 'followed' | 'together' | 'calmFeeder' | 'calmRoad', string>>;
  readonly notes: Readonly<Record<SystemNote, string>>;
  readonly channels: Readonly<Record<ChannelCode, string>>;
  readonly why: Readonly<
    Record<'rarer' | 'rarerForHour' | 'rank' | 'rankFirst' | 'strongest' | 'strongestNext' | 'neighbours', string>
  >;
  /** `second`, `third` … as words where the language has them: place 1 first. */
  readonly ordinals: readonly string[];
}
