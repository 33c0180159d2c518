import type { CityRun, EventKind, FoundAnomaly, FoundIncident, TrueEvent } from '../city/found.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** An event whose truth is the speed at some Things; for tests by hand. */
export const event = (
  kind: EventKind,
  id: string,
  from: number,
  to: number,
  things: readonly string[],
  more: Partial<TrueEvent> = {},
): TrueEvent => ({
  id,
  kind,
  from,
  to,
  truth: things.map((thing) => ({ thing, properties: ['speed'], from, to, visible: true })),
  touched: things,
  ...more,
});

export const anomaly = (
  id: string,
  thing: string,
  raisedAt: number,
  more: Partial<FoundAnomaly> = {},
): FoundAnomaly => ({
  id,
  thing,
  property: 'speed',
  detector: 'seasonal',
  severity: 'major',
  score: 6,
  raisedAt,
  ...more,
});

export const incident = (
  id: string,
  anomalies: readonly string[],
  more: Partial<FoundIncident> = {},
): FoundIncident => ({ id, severity: 'major', openedAt: HOUR, anomalies, notifications: 1, title: id, ...more });

/** A week of ten Things. */
export const runOf = (
  events: readonly TrueEvent[],
  anomalies: readonly FoundAnomaly[],
  incidents: readonly FoundIncident[] = [],
): CityRun => ({ seed: 1, things: 10, from: 0, to: 7 * DAY, observations: 1_000, events, anomalies, incidents });
