import { bboxClip } from '@turf/bbox-clip';
import type { Feature, LineString, MultiLineString, MultiPolygon, Polygon, Position } from 'geojson';
import { classify, LAYERS, type LayerName } from './classify.js';
import type { SourceTile } from './fixtures.js';
import { tileBounds, union, type Bounds } from './tile.js';

export type Layers = Record<LayerName, Feature[]>;
type Shape = LineString | MultiLineString | Polygon | MultiPolygon;

const inside = ([x, y]: Position, [west, south, east, north]: Bounds): boolean =>
  x >= west && x < east && y >= south && y < north;

/** Points of a feature within the tile; source tiles overlap by a margin, and a label must not come twice. */
function pointsWithin(feature: Feature, bounds: Bounds): Feature[] {
  const { geometry } = feature;
  const all =
    geometry.type === 'MultiPoint' ? geometry.coordinates : geometry.type === 'Point' ? [geometry.coordinates] : [];
  return all
    .filter((position) => inside(position, bounds))
    .map((coordinates) => ({ ...feature, geometry: { type: 'Point', coordinates } }));
}

/** The part of a line or area within the tile, or nothing. */
export function clip(feature: Feature, bounds: Bounds): Feature<Shape>[] {
  const clipped = bboxClip(feature as Feature<Shape>, [...bounds]);
  return clipped.geometry.coordinates.length > 0 ? [clipped] : [];
}

/** All features of the source tiles, by our layers, each clipped to its own tile so that nothing is there twice. */
export function collectLayers(tiles: readonly SourceTile[]): { layers: Layers; bounds: Bounds } {
  const layers = Object.fromEntries(LAYERS.map((name) => [name, [] as Feature[]])) as Layers;
  let bounds: Bounds = [180, 90, -180, -90];
  for (const { coord, tile } of tiles) {
    const own = tileBounds(coord);
    bounds = union(bounds, own);
    for (const [name, source] of Object.entries(tile.layers))
      for (let i = 0; i < source.length; i++) {
        const feature = source.feature(i);
        const ours = classify(name, feature.type === 2, feature.properties);
        if (!ours) continue;
        const drawn: Feature = { ...feature.toGeoJSON(coord.x, coord.y, coord.z), properties: ours.properties };
        layers[ours.layer].push(...(feature.type === 1 ? pointsWithin(drawn, own) : clip(drawn, own)));
      }
  }
  return { layers, bounds };
}
