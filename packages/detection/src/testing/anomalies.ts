import type { Anomaly, AnomalyEvent, DetectorKind, Domain, Severity } from '@citywatch/contracts';
import type { ThingContext } from '../correlation/settings.js';
import { hash64 } from '../hash.js';

/** Degrees of latitude of one metre. */
const METRE = 1 / 111_195;

/** A Thing this many metres north and east of State & Madison. */
export function thingAt(thing: string, domain: Domain, north: number, more: Partial<ThingContext> = {}): ThingContext {
  return {
    thing,
    name: `Name of ${thing}`,
    operator: 'Operator 1',
    domain,
    longitude: -87.6278,
    latitude: 41.882 + north * METRE,
    road: null,
    feeder: null,
    fedThrough: [],
    ...more,
  };
}

export const onRoad = (thing: string, position: number, road = 'halsted-n', north = position): ThingContext =>
  thingAt(thing, 'traffic', north, { road: { id: road, name: 'Halsted St', position, direction: 'N' } });

export const onFeeder = (thing: string, feeder: string, fedThrough: readonly string[], north = 0): ThingContext =>
  thingAt(thing, 'grid', north, { feeder: { id: feeder, parent: fedThrough[0] ?? null }, fedThrough });

export interface AnomalyParts {
  readonly property?: string;
  readonly severity?: Severity;
  readonly detector?: DetectorKind;
  readonly score?: number;
  readonly observed?: number;
  readonly expected?: number;
}

const USUAL: Readonly<Record<Domain, string>> = { traffic: 'speed', 'air-quality': 'no2', grid: 'voltage' };

export function anomalyOf(thing: ThingContext, start: number, parts: AnomalyParts = {}): Anomaly {
  const { property = USUAL[thing.domain], severity = 'major', detector = 'seasonal', score = 8 } = parts;
  const { observed = 10, expected = 50 } = parts;
  return {
    id: `a-${hash64(`${thing.thing} ${property} ${detector} ${start}`)}`,
    datastream: 1,
    thing: thing.thing,
    property,
    domain: thing.domain,
    detector,
    detectorVersion: `${detector}-1`,
    start,
    end: null,
    severity,
    score,
    observed,
    expected,
    low: expected - 10,
    high: expected + 10,
    reason: {
      code: 'below-expected',
      params: { property, observed, expected, low: expected - 10, high: expected + 10 },
    },
  };
}

export const raised = (anomaly: Anomaly, sequence = 0): AnomalyEvent => ({
  sequence,
  kind: 'raised',
  at: anomaly.start,
  anomaly,
});

export const cleared = (anomaly: Anomaly, end: number, sequence = 0): AnomalyEvent => ({
  sequence,
  kind: 'cleared',
  at: end,
  anomaly: { ...anomaly, end },
});
