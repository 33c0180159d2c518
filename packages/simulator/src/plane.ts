/** Metres east and north of a fixed point in Chicago; flat enough for one city. */
export type Point = readonly [east: number, north: number];

const ORIGIN = [-87.7, 41.87] as const;
const METRES_PER_DEGREE = 111_195;
const EAST = METRES_PER_DEGREE * Math.cos((ORIGIN[1] * Math.PI) / 180);

export const toPlane = (longitude: number, latitude: number): Point => [
  (longitude - ORIGIN[0]) * EAST,
  (latitude - ORIGIN[1]) * METRES_PER_DEGREE,
];
export const toDegrees = ([east, north]: Point): { longitude: number; latitude: number } => ({
  longitude: Number((ORIGIN[0] + east / EAST).toFixed(6)),
  latitude: Number((ORIGIN[1] + north / METRES_PER_DEGREE).toFixed(6)),
});
export const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** A point some metres from another in a compass direction (degrees clockwise from north). */
export function offset([east, north]: Point, metres: number, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180;
  return [east + Math.sin(angle) * metres, north + Math.cos(angle) * metres];
}

/** Compass direction from a to b, degrees. */
export const bearing = (a: Point, b: Point): number =>
  ((Math.atan2(b[0] - a[0], b[1] - a[1]) * 180) / Math.PI + 360) % 360;

/** The point `metres` along a line, and the line's direction there (degrees). */
export function along(line: readonly Point[], metres: number): { point: Point; direction: number } {
  let rest = metres;
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1], line[i]];
    const length = distance(a, b);
    if (rest <= length || i === line.length - 1) {
      const f = length === 0 ? 0 : Math.min(1, rest / length);
      return { point: [a[0] + (b[0] - a[0]) * f, a[1] + (b[1] - a[1]) * f], direction: bearing(a, b) };
    }
    rest -= length;
  }
  return { point: line[0], direction: 0 };
}

export const lengthOf = (line: readonly Point[]): number =>
  line.reduce((sum, point, i) => (i === 0 ? 0 : sum + distance(line[i - 1], point)), 0);

/** The nearest of some places, or undefined where there are none. */
export function nearest<T extends { readonly point: Point }>(places: Iterable<T>, to: Point): T | undefined {
  let best: T | undefined;
  let least = Infinity;
  for (const place of places) {
    const away = distance(place.point, to);
    if (away < least) [least, best] = [away, place];
  }
  return best;
}
