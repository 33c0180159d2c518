import type { City } from './city.js';
import type { Disturbance } from './disturbance.js';
import type { Effect, GroundTruth, IncidentBody, IncidentTiming } from './incident.js';
import { distance } from './plane.js';
import { uniform } from './random.js';
import type { AirThing, TrafficThing } from './simulated-thing.js';

/** The crash is this far past the detector it is named after. */
const PAST_DETECTOR = 90;
/** How far exhaust of standing cars is read, metres. */
const EXHAUST_REACH = 700;
/** Share of the time after which the lanes open and the queue dissolves from its front. */
const CLEARED = 0.75;
const DOWNSTREAM_REACH = 1500;

/** How a queue behaves on the two kinds of road: metres at once, m/s it grows by, most metres. */
const EXPRESSWAY = { atOnce: 900, growth: 5, most: 4500 };
const STREET = { atOnce: 450, growth: 1.8, most: 1500 };

/** The stretch of queue behind a crash at a time: metres upstream of it from its front to its tail, or undefined. */
function queueAt(
  time: number,
  { start, end }: IncidentTiming,
  road: typeof EXPRESSWAY,
): [front: number, tail: number] | undefined {
  if (time < start || time >= end) return undefined;
  const cleared = start + (end - start) * CLEARED;
  const tail = Math.min(road.most, road.atOnce + (road.growth * (Math.min(time, cleared) - start)) / 1000);
  return [time < cleared ? 0 : (tail * (time - cleared)) / (end - cleared), tail];
}

/** Stop and go: almost standing at the crash, slow at the tail. */
const slowed = (upstream: number, tail: number): number => 0.14 + 0.26 * (upstream / tail);

function queueEffect(upstream: number, timing: IncidentTiming, road: typeof EXPRESSWAY): Effect {
  return (disturbance, time) => {
    const queue = queueAt(time, timing, road);
    if (!queue || upstream < queue[0] || upstream > queue[1]) return;
    disturbance.speedFactor = Math.min(disturbance.speedFactor, slowed(upstream, queue[1]));
    disturbance.flowFactor = Math.min(disturbance.flowFactor, 0.45);
  };
}

/** Past the crash the road is emptier until the lanes open. */
function downstreamEffect({ start, end }: IncidentTiming): Effect {
  return (disturbance: Disturbance, time) => {
    if (time < start + (end - start) * CLEARED) disturbance.flowFactor = Math.min(disturbance.flowFactor, 0.5);
  };
}

function exhaustEffect(away: number, from: number, end: number): Effect {
  const most = 90 * Math.exp(-away / 400);
  return (disturbance, time) => {
    if (time < from) return;
    const share = Math.min(1, (time - from) / 90_000, (end - time) / 300_000);
    disturbance.no2 += most * share;
    disturbance.co += most * 7 * share;
  };
}

/** When the queue reaches a detector this far upstream. */
const onset = (upstream: number, start: number, road: typeof EXPRESSWAY): number =>
  start + (Math.max(0, upstream - road.atOnce) / road.growth) * 1000;

/**
 * A crash just past a detector: a queue grows upstream of it, along its own road only; the road ahead empties; stations
 * beside the queue read more NO2 and CO.
 */
export function crash(city: City, at: TrafficThing, timing: IncidentTiming): IncidentBody {
  const road = at.metadata.properties.includes('travelTime') ? EXPRESSWAY : STREET;
  const position = at.position + PAST_DETECTOR * (0.6 + 0.8 * uniform(timing.seed, 1));
  const effects = new Map<number, Effect>();
  const truth: GroundTruth[] = [];
  const queued: { detector: TrafficThing; from: number }[] = [];
  const { start, end } = timing;
  const reach = Math.min(road.most, road.atOnce + road.growth * (((end - start) * CLEARED) / 1000));
  for (const detector of city.byRoad.get(at.roadId) ?? []) {
    const upstream = position - detector.position;
    if (upstream >= 0 && upstream <= reach) {
      effects.set(detector.index, queueEffect(upstream, timing, road));
      const from = onset(upstream, start, road);
      queued.push({ detector, from });
      const cleared = start + (end - start) * (CLEARED + (1 - CLEARED) * (upstream / reach));
      truth.push({ thing: detector.metadata.thing, properties: detector.metadata.properties, from, to: cleared });
    } else if (upstream < 0 && -upstream <= DOWNSTREAM_REACH) {
      effects.set(detector.index, downstreamEffect(timing));
      const to = start + (end - start) * CLEARED;
      truth.push({ thing: detector.metadata.thing, properties: ['flow', 'occupancy'], from: start, to });
    }
  }
  for (const station of city.things) {
    if (station.kind !== 'air') continue;
    const beside = besideQueue(station, queued);
    if (!beside) continue;
    effects.set(station.index, exhaustEffect(beside.away, beside.from, end));
    const properties = station.metadata.properties.filter((p) => p === 'no2' || p === 'co');
    truth.push({ thing: station.metadata.thing, properties, from: beside.from, to: end });
  }
  const { longitude, latitude, name } = at.metadata;
  return { place: name, longitude, latitude, effects, faults: new Map(), truth };
}

/** The queued detector nearest to a station within reach, and when its exhaust arrives. */
function besideQueue(
  station: AirThing,
  queued: readonly { detector: TrafficThing; from: number }[],
): { away: number; from: number } | undefined {
  let best: { away: number; from: number } | undefined;
  for (const { detector, from } of queued) {
    const away = distance(station.point, detector.point);
    if (away <= EXHAUST_REACH && (!best || away < best.away)) best = { away, from };
  }
  return best;
}
