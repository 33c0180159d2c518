import { METRES_PER_DEGREE, narrowingAt, type Position } from './geometry.js';

/** How far around its members an incident is taken to reach, metres. */
export const AREA_BUFFER = 150;
/** Most corners of an area. */
export const AREA_CORNERS = 24;
const CIRCLE = 12;

type Corner = readonly [east: number, north: number];

/**
 * Ring around all that is affected: the convex hull of a circle of AREA_BUFFER metres around each place, at most AREA_CORNERS
 * corners [longitude, latitude], counter-clockwise, not closed. Places in a row give a strip along them. Places without
 * coordinates are left out; empty where there is none.
 */
export function areaOf(places: readonly Position[]): [longitude: number, latitude: number][] {
  const known = places.filter(({ longitude, latitude }) => Number.isFinite(longitude) && Number.isFinite(latitude));
  if (known.length === 0) return [];
  const { latitude: north0, longitude: east0 } = known[0];
  const metresEast = METRES_PER_DEGREE * narrowingAt(north0);
  const corners = known.flatMap(({ longitude, latitude }) =>
    circle((longitude - east0) * metresEast, (latitude - north0) * METRES_PER_DEGREE),
  );
  return thinned(hull(corners)).map(([east, north]) => [
    round(east0 + east / metresEast),
    round(north0 + north / METRES_PER_DEGREE),
  ]);
}

/** Corners outside the circle, so that all of it is inside them. */
const circle = (east: number, north: number): Corner[] =>
  Array.from({ length: CIRCLE }, (_, i) => {
    const [angle, radius] = [(2 * Math.PI * i) / CIRCLE, AREA_BUFFER / Math.cos(Math.PI / CIRCLE)];
    return [east + radius * Math.cos(angle), north + radius * Math.sin(angle)];
  });

const cross = (o: Corner, a: Corner, b: Corner): number =>
  (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

/** Convex hull, counter-clockwise (Andrew's monotone chain). */
function hull(points: readonly Corner[]): Corner[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (items: readonly Corner[]): Corner[] => {
    const chain: Corner[] = [];
    for (const point of items) {
      while (chain.length >= 2 && cross(chain[chain.length - 2], chain[chain.length - 1], point) <= 1e-6) chain.pop();
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** Leaves out the corners that cut off least, until there are few enough. */
function thinned(ring: Corner[]): Corner[] {
  while (ring.length > AREA_CORNERS) {
    const cut = (i: number): number =>
      cross(ring[(i + ring.length - 1) % ring.length], ring[i], ring[(i + 1) % ring.length]);
    let least = 0;
    for (let i = 1; i < ring.length; i++) if (cut(i) < cut(least)) least = i;
    ring.splice(least, 1);
  }
  return ring;
}

/** A tenth of a metre. */
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
