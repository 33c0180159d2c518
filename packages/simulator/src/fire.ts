import type { City } from './city.js';
import type { Effect, GroundTruth, IncidentBody, IncidentTiming } from './incident.js';
import { distance, toDegrees, type Point } from './plane.js';
import type { AirThing } from './simulated-thing.js';

/** Beyond this the plume is lost in the haze. */
const REACH = 5000;
/** Added PM2.5 (µg/m³) that counts as affected in the ground truth. */
const NOTICEABLE = 12;
const SOURCE = 320;
const CALM_WIND = 1;

/**
 * PM2.5 that a fire adds at a place (µg/m³): a plume that widens and thins downwind, after Gauss, arriving with the wind.
 * @param east, north metres of the place from the fire
 * @param age ms since the fire began
 */
export function plume(east: number, north: number, windSpeed: number, windDirection: number, age: number): number {
  const from = (windDirection * Math.PI) / 180;
  const downwind = -(east * Math.sin(from) + north * Math.cos(from));
  const across = east * Math.cos(from) - north * Math.sin(from);
  const near = 60 * Math.exp(-((Math.hypot(east, north) / 180) ** 2));
  const arrived = age - (Math.max(0, downwind) / Math.max(CALM_WIND, windSpeed)) * 1000;
  if (age < 0) return 0;
  const growth = (ms: number) => Math.max(0, Math.min(1, ms / 60_000));
  if (downwind <= 0) return near * growth(age);
  const width = 130 + 0.28 * downwind;
  const centre = (SOURCE * 500) / (500 + downwind);
  return near * growth(age) + centre * Math.exp(-((across / width) ** 2) / 2) * growth(arrived);
}

function smokeEffect(city: City, [east, north]: Point, { start, end }: IncidentTiming): Effect {
  return (disturbance, time) => {
    const { windSpeed, windDirection } = city.moment(time).weather;
    const fading = Math.min(1, (end - time) / 600_000);
    const smoke = plume(east, north, windSpeed, windDirection, time - start) * fading;
    disturbance.pm25 += smoke;
    disturbance.co += smoke * 6;
    disturbance.no2 += smoke * 0.12;
  };
}

/** From when to when the plume is noticeable at a place, looked at once a minute; undefined where it never is. */
function noticed(
  city: City,
  [east, north]: Point,
  { start, end }: IncidentTiming,
): { from: number; to: number } | undefined {
  let span: { from: number; to: number } | undefined;
  for (let time = start; time < end; time += 60_000) {
    const { windSpeed, windDirection } = city.moment(time).weather;
    const fading = Math.min(1, (end - time) / 600_000);
    if (plume(east, north, windSpeed, windDirection, time - start) * fading < NOTICEABLE) continue;
    span = { from: span?.from ?? time, to: time + 60_000 };
  }
  return span;
}

/** A fire whose smoke drifts with the wind of each minute, so that it swings round when the wind does. */
export function fire(city: City, source: Point, place: string, timing: IncidentTiming): IncidentBody {
  const effects = new Map<number, Effect>();
  const truth: GroundTruth[] = [];
  const stations = city.things.filter(
    (thing): thing is AirThing => thing.kind === 'air' && distance(thing.point, source) <= REACH,
  );
  for (const { index, point, metadata } of stations) {
    const from: Point = [point[0] - source[0], point[1] - source[1]];
    effects.set(index, smokeEffect(city, from, timing));
    const span = noticed(city, from, timing);
    const properties = metadata.properties.filter((p) => p === 'pm25' || p === 'pm10' || p === 'co');
    if (span) truth.push({ thing: metadata.thing, properties, ...span });
  }
  return { place, ...toDegrees(source), effects, faults: new Map(), truth };
}
