/** [longitude, latitude], degrees. */
export type LngLat = readonly [number, number];
/** [west, south, east, north] */
export type Box = readonly [number, number, number, number];

const METRES_PER_DEGREE = 111_320;
const CORNERS = 16;

/**
 * Convex outline of some places, each padded by `metres`, as a closed ring; null without any place. One place makes a circle.
 * Andrew's monotone chain over the corners of the places' circles.
 */
export function paddedHull(places: readonly LngLat[], metres: number): LngLat[] | null {
  if (places.length === 0) return null;
  const corners = places.flatMap((place) => circle(place, metres)).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const ring = [...chain(corners).slice(0, -1), ...chain([...corners].reverse()).slice(0, -1)];
  return [...ring, ring[0]];
}

function circle([longitude, latitude]: LngLat, metres: number): LngLat[] {
  const dy = metres / METRES_PER_DEGREE;
  const dx = dy / Math.cos((latitude * Math.PI) / 180);
  return Array.from({ length: CORNERS }, (_, i) => {
    const angle = (i / CORNERS) * 2 * Math.PI;
    return [longitude + Math.cos(angle) * dx, latitude + Math.sin(angle) * dy] as const;
  });
}

function chain(sorted: readonly LngLat[]): LngLat[] {
  const hull: LngLat[] = [];
  for (const point of sorted) {
    while (hull.length > 1 && turn(hull[hull.length - 2], hull[hull.length - 1], point) <= 0) hull.pop();
    hull.push(point);
  }
  return hull;
}
const turn = (a: LngLat, b: LngLat, c: LngLat): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** The box around some places, or null. */
export function boxOf(places: readonly LngLat[]): Box | null {
  if (places.length === 0) return null;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [longitude, latitude] of places) {
    west = Math.min(west, longitude);
    south = Math.min(south, latitude);
    east = Math.max(east, longitude);
    north = Math.max(north, latitude);
  }
  return [west, south, east, north];
}

/** What two boxes share, or null. */
export function intersect(a: Box, b: Box): Box | null {
  const [west, south] = [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
  const [east, north] = [Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  return west < east && south < north ? [west, south, east, north] : null;
}

export const inBox = ([longitude, latitude]: LngLat, [west, south, east, north]: Box): boolean =>
  longitude >= west && longitude <= east && latitude >= south && latitude <= north;
