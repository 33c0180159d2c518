import type { City } from './city.js';
import { crash } from './crash.js';
import { fire } from './fire.js';
import {
  INCIDENT_KINDS,
  type IncidentBody,
  type IncidentTiming,
  type SimulatedIncident,
  type SimulatedIncidentKind,
} from './incident.js';
import { outage } from './outage.js';
import { distance, nearest, offset, type Point } from './plane.js';
import { mix, pick } from './random.js';
import { SENSOR_FAULTS, sensorFault, type SensorFaultKind } from './sensor-fault.js';
import type { AirThing, GridThing, SimulatedThing, TrafficThing } from './simulated-thing.js';
import { findPoint, findThings } from './targets.js';

export interface IncidentRequest {
  readonly kind: SimulatedIncidentKind;
  /** ms since the epoch. */
  readonly start: number;
  /** How long, or the kind's usual time. */
  readonly minutes?: number;
  /** A Thing's id, part of a name, a feeder, a neighbourhood or "longitude,latitude"; else a telling place by the seed. */
  readonly where?: string;
  readonly seed: number;
}

export const USUAL_MINUTES: Readonly<Record<SimulatedIncidentKind, number>> = {
  crash: 35,
  fire: 50,
  'feeder-fault': 30,
  substation: 40,
  stuck: 40,
  drift: 90,
  spike: 20,
  gap: 25,
  'wrong-clock': 20,
};
export const MAX_MINUTES = 240;

const isTraffic = (thing: SimulatedThing): thing is TrafficThing => thing.kind === 'traffic';
const isAir = (thing: SimulatedThing): thing is AirThing => thing.kind === 'air';
const isGrid = (thing: SimulatedThing): thing is GridThing => thing.kind === 'grid';
const any = <T>(items: readonly T[], seed: number): T => items[pick(seed, 17, items.length)];

/** Of some detectors one with others behind it and an air station beside it, so that many see the crash; else any. */
function crashSite(city: City, detectors: readonly TrafficThing[], seed: number): TrafficThing {
  const stations = city.things.filter(isAir);
  const behind = (site: TrafficThing) =>
    (city.byRoad.get(site.roadId) ?? []).filter(
      (other) => other.position < site.position && other.position > site.position - 3500,
    );
  const crowded = detectors.filter((site) => site.segment < 1500 && behind(site).length >= 3);
  const expressway = crowded.filter((site) => site.freeSpeed > 60);
  const pool = [expressway, crowded].find((sites) => sites.length > 0) ?? detectors;
  for (let attempt = 0; attempt < 40; attempt++) {
    const site = any(pool, mix(seed, attempt));
    const station = nearest(stations, site.point);
    if (station && distance(station.point, site.point) < 400) return site;
  }
  return any(pool, seed);
}

/** A place upwind of the stations that would smell most of a fire there. */
function fireSite(city: City, timing: IncidentTiming): Point {
  const { windDirection } = city.moment(timing.start).weather;
  const stations = city.things.filter(isAir);
  let best: Point | undefined;
  let most = -1;
  // Judged by a fire of the usual length, so that a short one is in as good a place.
  const usual = { ...timing, end: timing.start + USUAL_MINUTES.fire * 60_000 };
  for (let attempt = 0; attempt < 16; attempt++) {
    const source = offset(any(stations, mix(timing.seed, attempt)).point, 320, windDirection);
    const smelt = fire(city, source, '', usual).truth.length;
    if (smelt > most) [best, most] = [source, smelt];
  }
  return best as Point;
}

/** What a city must have for an incident of a kind to be seen. */
const NEEDS: Partial<Record<SimulatedIncidentKind, SimulatedThing['kind']>> = {
  crash: 'traffic',
  fire: 'air',
  'feeder-fault': 'grid',
  substation: 'grid',
};

/** False where the city is too small to have any sensor that an incident of this kind would touch. */
export const isPossible = (city: City, kind: SimulatedIncidentKind): boolean => {
  const needed = NEEDS[kind];
  return needed === undefined || city.things.some((thing) => thing.kind === needed);
};

function bodyOf(city: City, { kind, where, seed }: IncidentRequest, timing: IncidentTiming): IncidentBody {
  if (kind === 'crash') {
    const detectors = city.things.filter(isTraffic);
    const site = crashSite(city, where === undefined ? detectors : findThings(city, detectors, where), seed);
    return crash(city, site, timing);
  }
  if (kind === 'fire') {
    const source = where === undefined ? fireSite(city, timing) : findPoint(city, where);
    return fire(city, source, nearest(city.places, source)?.name ?? 'Chicago', timing);
  }
  if (kind === 'feeder-fault' || kind === 'substation') {
    const grid = city.things.filter(isGrid);
    const usual = grid.filter((thing) => thing.role === (kind === 'substation' ? 'substation' : 'head'));
    if (where === undefined) return outage(city, any(usual.length > 0 ? usual : grid, seed), timing);
    const exact = city.byId.get(where);
    return outage(city, exact && isGrid(exact) ? exact : any(findThings(city, usual, where), seed), timing);
  }
  const thing = where === undefined ? any(city.things, seed) : findThings(city, city.things, where)[0];
  return sensorFault(kind as SensorFaultKind, thing, timing);
}

/** True for the kinds that spoil one sensor rather than the city. */
export const isSensorFault = (kind: SimulatedIncidentKind): boolean =>
  (SENSOR_FAULTS as readonly string[]).includes(kind);

/**
 * Works out an incident: where it is, whom it touches, when. The same request in the same city is the same incident.
 * @throws Error where the kind, the place or the minutes make no sense
 */
export function createIncident(city: City, request: IncidentRequest): SimulatedIncident {
  const { kind, start, seed } = request;
  if (!INCIDENT_KINDS.includes(kind)) throw new Error(`"${kind}" is no incident. Known: ${INCIDENT_KINDS.join(', ')}`);
  if (!isPossible(city, kind))
    throw new Error(`this city has no ${NEEDS[kind]} sensor for a ${kind}; give it more sensors`);
  const minutes = request.minutes ?? USUAL_MINUTES[kind];
  if (!(minutes > 0 && minutes <= MAX_MINUTES))
    throw new Error(`minutes is ${minutes}; it must be above 0, at most ${MAX_MINUTES}`);
  const timing: IncidentTiming = { start, end: start + minutes * 60_000, seed };
  const id = `${kind}-${start.toString(36)}-${seed.toString(36)}`;
  return { id, kind, start: timing.start, end: timing.end, ...bodyOf(city, request, timing) };
}
