import type { Feature, Position } from 'geojson';
import { joinPieces } from './chains.js';
import { clip } from './collect.js';
import type { SourceTile } from './fixtures.js';
import { crossings, lengthOf, simplify, toPlane, type Line } from './plane.js';
import { tileBounds } from './tile.js';

export const ROAD_CLASSES = ['motorway', 'trunk', 'primary', 'secondary', 'tertiary'] as const;
export type RoadClass = (typeof ROAD_CLASSES)[number];

/** A real road. An expressway is one carriageway in its direction of travel, any other road its centre line. */
export interface Road {
  readonly name: string;
  readonly roadClass: RoadClass;
  readonly line: Line;
  /** Named streets it crosses, metres from its start, in order. */
  readonly crossings: readonly { readonly position: number; readonly name: string }[];
}

const MIN_LENGTH: Readonly<Record<RoadClass, number>> = {
  motorway: 2_500,
  trunk: 2_500,
  primary: 1_500,
  secondary: 1_500,
  tertiary: 1_500,
};
const SIMPLIFY_METRES = 4;
/** One of two lanes in opposite directions by the hour: no fixed direction of travel. */
const REVERSIBLE = 'Express Lanes';
const isExpressway = (roadClass: RoadClass): boolean => roadClass === 'motorway' || roadClass === 'trunk';

/** "S Halsted St" → "Halsted St": Chicago's quarters split one street's name. */
export const baseName = (name: string): string => name.replace(/^[NESW]\.? (?=\S)/, '');

interface Named {
  readonly pieces: Line[];
  readonly length: Map<RoadClass, number>;
}

const linesOf = (feature: Feature): Position[][] => {
  const { geometry } = feature;
  if (geometry.type === 'LineString') return [geometry.coordinates];
  return geometry.type === 'MultiLineString' ? geometry.coordinates : [];
};

/** Named lines of the main classes, by name; expressways apart from a street of the same name. */
function collectNamed(tiles: readonly SourceTile[]): Map<string, Named> {
  const named = new Map<string, Named>();
  for (const { coord, tile } of tiles) {
    const labels = tile.layers.road_label;
    for (let i = 0; i < (labels?.length ?? 0); i++) {
      const feature = labels.feature(i);
      const roadClass = feature.properties.class as RoadClass;
      const label = feature.properties.name_en ?? feature.properties.name;
      if (feature.type !== 2 || !ROAD_CLASSES.includes(roadClass) || typeof label !== 'string') continue;
      const key = `${isExpressway(roadClass) ? 'x' : 's'}|${baseName(label)}`;
      const entry: Named = named.get(key) ?? { pieces: [], length: new Map() };
      named.set(key, entry);
      for (const part of clip(feature.toGeoJSON(coord.x, coord.y, coord.z), tileBounds(coord)))
        for (const line of linesOf(part)) {
          const piece = line.map(toPlane);
          entry.pieces.push(piece);
          entry.length.set(roadClass, (entry.length.get(roadClass) ?? 0) + lengthOf(piece));
        }
    }
  }
  return named;
}

/** West to east or south to north, whichever it mostly is: the direction in which a street's positions count. */
function oriented(line: Line): Line {
  const [dx, dy] = [line[line.length - 1][0] - line[0][0], line[line.length - 1][1] - line[0][1]];
  return (Math.abs(dx) > Math.abs(dy) ? dx : dy) < 0 ? [...line].reverse() : line;
}

function crossingsOf(road: Omit<Road, 'crossings'>, roads: readonly Omit<Road, 'crossings'>[]): Road['crossings'] {
  const all = roads
    .filter((other) => other.name !== road.name && !isExpressway(other.roadClass))
    .flatMap((other) => crossings(road.line, other.line).map((position) => ({ position, name: other.name })))
    .sort((a, b) => a.position - b.position || (a.name < b.name ? -1 : 1));
  // A street's two carriageways cross twice within metres.
  return all.filter(
    (c, i) => !all.slice(0, i).some((before) => before.name === c.name && c.position - before.position < 100),
  );
}

/** The main roads of the tiles, expressways first, then by class and length; always in the same order. */
export function extractRoads(tiles: readonly SourceTile[]): Road[] {
  const roads: Omit<Road, 'crossings'>[] = [];
  for (const [key, { pieces, length }] of collectNamed(tiles)) {
    const name = key.slice(2);
    if (name === REVERSIBLE || pieces.length === 0) continue;
    const roadClass = [...length].sort((a, b) => b[1] - a[1])[0][0];
    const oneWay = isExpressway(roadClass);
    for (const chain of joinPieces(pieces, { oneWay, minLength: MIN_LENGTH[roadClass] })) {
      roads.push({ name, roadClass, line: simplify(oneWay ? chain : oriented(chain), SIMPLIFY_METRES) });
    }
  }
  roads.sort(
    (a, b) =>
      ROAD_CLASSES.indexOf(a.roadClass) - ROAD_CLASSES.indexOf(b.roadClass) ||
      lengthOf(b.line) - lengthOf(a.line) ||
      (a.name < b.name ? -1 : 1),
  );
  return roads.map((road) => ({ ...road, crossings: crossingsOf(road, roads) }));
}
