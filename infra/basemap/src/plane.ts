import type { Position } from 'geojson';

/** Metres east and north of the middle of Chicago; flat enough for 20 km (error under 0.1 %). */
export type Point = readonly [east: number, north: number];
export type Line = readonly Point[];

const ORIGIN = [-87.7, 41.87] as const;
const METRES_PER_DEGREE = 111_195;
const EAST = METRES_PER_DEGREE * Math.cos((ORIGIN[1] * Math.PI) / 180);

export const toPlane = ([longitude, latitude]: Position): Point => [
  (longitude - ORIGIN[0]) * EAST,
  (latitude - ORIGIN[1]) * METRES_PER_DEGREE,
];
export const toDegrees = ([east, north]: Point): Position => [
  ORIGIN[0] + east / EAST,
  ORIGIN[1] + north / METRES_PER_DEGREE,
];

export const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
export const lengthOf = (line: Line): number =>
  line.reduce((sum, point, i) => (i === 0 ? 0 : sum + distance(line[i - 1], point)), 0);

/** Distance of a point from a segment, metres. */
export function distanceToSegment(p: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const square = dx * dx + dy * dy;
  const t = square === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square));
  return distance(p, [a[0] + t * dx, a[1] + t * dy]);
}

export function distanceToLine(p: Point, line: Line): number {
  let least = Infinity;
  for (let i = 1; i < line.length; i++) least = Math.min(least, distanceToSegment(p, line[i - 1], line[i]));
  return least;
}

/** Angle between two directions, 0 to π. */
export function turn(a: Point, b: Point): number {
  const lengths = Math.hypot(...a) * Math.hypot(...b);
  if (lengths === 0) return 0;
  return Math.acos(Math.max(-1, Math.min(1, (a[0] * b[0] + a[1] * b[1]) / lengths)));
}

/** Douglas–Peucker: leaves out points nearer than `tolerance` metres to the line between those kept. */
export function simplify(line: Line, tolerance: number): Line {
  if (line.length < 3) return line;
  let far = 0;
  let most = -1;
  for (let i = 1; i < line.length - 1; i++) {
    const away = distanceToSegment(line[i], line[0], line[line.length - 1]);
    if (away > most) [most, far] = [away, i];
  }
  if (most <= tolerance) return [line[0], line[line.length - 1]];
  return [...simplify(line.slice(0, far + 1), tolerance), ...simplify(line.slice(far), tolerance).slice(1)];
}

/** Where along `line` (metres from its start) the other line crosses it. */
export function crossings(line: Line, other: Line): number[] {
  const found: number[] = [];
  let along = 0;
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1], line[i]];
    const length = distance(a, b);
    for (let j = 1; j < other.length; j++) {
      const t = crossing(a, b, other[j - 1], other[j]);
      if (t !== undefined) found.push(along + t * length);
    }
    along += length;
  }
  return found;
}

/** How far along ab (0 to 1) the segments ab and cd cross, or undefined. */
function crossing(a: Point, b: Point, c: Point, d: Point): number | undefined {
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]];
  const cross = rx * sy - ry * sx;
  if (cross === 0) return undefined;
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross;
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross;
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? t : undefined;
}
