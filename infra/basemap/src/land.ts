import type { Feature, Position } from 'geojson';
import { toPlane, type Point } from './plane.js';
import type { Bounds } from './tile.js';

export const CELL_METRES = 100;

/** Which cells of a grid over the map are dry land; row 0 is the southernmost, 1 bit a cell, row by row. */
export interface LandMask {
  /** South-west corner, metres on the plane. */
  readonly corner: Point;
  readonly columns: number;
  readonly rows: number;
  readonly bits: Uint8Array;
}

const ringsOf = ({ geometry }: Feature): Position[][] => {
  if (geometry.type === 'Polygon') return geometry.coordinates;
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : [];
};

/** Where a horizontal line at `north` enters and leaves the rings, sorted: inside is between the 1st and 2nd and so on. */
function spans(rings: readonly (readonly Point[])[], north: number): number[] {
  const found: number[] = [];
  for (const ring of rings)
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1], ring[i]];
      if (a[1] > north === b[1] > north) continue;
      found.push(a[0] + ((north - a[1]) / (b[1] - a[1])) * (b[0] - a[0]));
    }
  return found.sort((a, b) => a - b);
}

const wet = (crossed: readonly number[], east: number): boolean => crossed.filter((x) => x < east).length % 2 === 1;

/**
 * A cell is land where none of nine points of it (corners, middles of edges, centre) lies in water: a sensor placed in
 * the cell stands dry, if perhaps on a narrow pier.
 */
export function landMask(water: readonly Feature[], bounds: Bounds): LandMask {
  const corner = toPlane([bounds[0], bounds[1]]);
  const [east, north] = toPlane([bounds[2], bounds[3]]);
  const columns = Math.floor((east - corner[0]) / CELL_METRES);
  const rows = Math.floor((north - corner[1]) / CELL_METRES);
  const areas = water.map((feature) => ringsOf(feature).map((ring) => ring.map(toPlane)));
  const half = CELL_METRES / 2;
  const node = Array.from({ length: rows * 2 + 1 }, (_, y) => {
    // Off the lattice by a millimetre, so that no ring's corner lies on the line.
    const crossed = areas.map((rings) => spans(rings, corner[1] + y * half + 0.001)).filter((s) => s.length > 0);
    return Array.from({ length: columns * 2 + 1 }, (_, x) => crossed.some((s) => wet(s, corner[0] + x * half)));
  });
  const bits = new Uint8Array(Math.ceil((columns * rows) / 8));
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const dry = [0, 1, 2].every((y) => [0, 1, 2].every((x) => !node[row * 2 + y][column * 2 + x]));
      const cell = row * columns + column;
      if (dry) bits[cell >> 3] |= 1 << (cell & 7);
    }
  return { corner, columns, rows, bits };
}
