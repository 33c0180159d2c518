import type { Anomaly } from '@citywatch/contracts';
import { distance } from './geometry.js';
import type { CorrelationSettings, ThingContext } from './settings.js';

/** An anomaly with its Thing, as the correlator keeps it. */
export interface Member {
  anomaly: Anomaly;
  readonly thing: ThingContext;
  /** Event time of its raise, ms: later than its start where it needed company of its own. */
  readonly raisedAt: number;
}

const POLLUTANTS: ReadonlySet<string> = new Set(['pm25', 'pm10', 'no2', 'o3', 'so2', 'co']);
/** What standing or burning engines and cables add to the air beside them. */
const EXHAUST: ReadonlySet<string> = new Set(['pm25', 'pm10', 'no2', 'co']);

/** An anomaly of what is measured; the others are doubts about the sensor. */
export const isValue = (anomaly: Anomaly): boolean => anomaly.detector === 'seasonal' || anomaly.detector === 'rate';

/** Whether two anomalies are near enough in time and place, or along road or feeder, to have one cause. */
export function linked(a: Member, b: Member, settings: CorrelationSettings): boolean {
  if (a.thing.thing === b.thing.thing) return inTime(a.anomaly, b.anomaly, windowOf(a, b, settings), settings.spanMs);
  if (isValue(a.anomaly) && isValue(b.anomaly))
    return a.thing.domain === b.thing.domain ? sameDomain(a, b, settings) : acrossDomains(a, b, settings);
  return silentTogether(a, b, settings);
}

/** The first must not begin long after the second ended, nor very long after it began. Order does not matter. */
function inTime(a: Anomaly, b: Anomaly, window: number, span: number): boolean {
  const [first, second] = a.start <= b.start ? [a, b] : [b, a];
  const apart = second.start - first.start;
  if (apart <= window) return true;
  return apart <= span && (first.end === null || second.start - first.end <= window);
}

const windowOf = (a: Member, b: Member, { windowMs }: CorrelationSettings): number =>
  Math.max(windowMs[a.thing.domain], windowMs[b.thing.domain]);

function sameDomain(a: Member, b: Member, settings: CorrelationSettings): boolean {
  const window = windowOf(a, b, settings);
  switch (a.thing.domain) {
    case 'traffic':
      return onOneRoad(a.thing, b.thing, settings) && inTime(a.anomaly, b.anomaly, window, settings.spanMs);
    case 'air-quality': {
      const [p, q] = [a.anomaly.property, b.anomaly.property];
      const alike = p === q || (POLLUTANTS.has(p) && POLLUTANTS.has(q));
      return (
        alike &&
        distance(a.thing, b.thing) <= settings.airMetres &&
        inTime(a.anomaly, b.anomaly, window, settings.spanMs)
      );
    }
    case 'grid':
      return onOneFeeder(a, b, settings);
  }
}

function onOneRoad(a: ThingContext, b: ThingContext, settings: CorrelationSettings): boolean {
  if (a.road !== null && b.road !== null && a.road.id === b.road.id && a.road.direction === b.road.direction)
    return Math.abs(a.road.position - b.road.position) <= settings.roadMetres;
  return distance(a, b) <= settings.crossroadMetres;
}

/** The same feeder, or one fed through the other; siblings under one substation only when they fail together. */
function onOneFeeder(a: Member, b: Member, settings: CorrelationSettings): boolean {
  const apart = Math.abs(a.anomaly.start - b.anomaly.start);
  if (a.thing.feeder === null || b.thing.feeder === null)
    return distance(a.thing, b.thing) <= settings.crossroadMetres && apart <= settings.feederMs;
  if (a.thing.feeder.id === b.thing.feeder.id || feeds(a.thing, b.thing) || feeds(b.thing, a.thing))
    return inTime(a.anomaly, b.anomaly, settings.windowMs.grid, settings.spanMs);
  return apart <= settings.silenceMs / 2 && a.thing.fedThrough.some((id) => b.thing.fedThrough.includes(id));
}

const feeds = (above: ThingContext, below: ThingContext): boolean => below.fedThrough.includes(above.thing);

function acrossDomains(a: Member, b: Member, settings: CorrelationSettings): boolean {
  for (const { anomaly, thing } of [a, b])
    if (thing.domain === 'air-quality' && !EXHAUST.has(anomaly.property)) return false;
  return (
    distance(a.thing, b.thing) <= settings.domainMetres &&
    inTime(a.anomaly, b.anomaly, settings.windowMs.traffic, settings.spanMs)
  );
}

/** Silence has one cause where the operator is the same, or the feeder: then also with what the feeder's others measure. */
function silentTogether(a: Member, b: Member, settings: CorrelationSettings): boolean {
  const silent = [a, b].filter(({ anomaly }) => anomaly.detector === 'gap').length;
  const apart = Math.abs(a.anomaly.start - b.anomaly.start);
  if (silent === 2 && a.thing.operator === b.thing.operator && apart <= settings.silenceMs) return true;
  const other = isValue(a.anomaly) || isValue(b.anomaly);
  if (silent === 0 || (silent === 1 && !other)) return false;
  return a.thing.domain === 'grid' && b.thing.domain === 'grid' && onOneFeeder(a, b, settings);
}
