import GeoJSONVT, { type LegacyTile } from 'geojson-vt';
import type { Feature } from 'geojson';
import vtpbf from 'vt-pbf';
import { LAYER_MIN_ZOOM, LAYERS, roadMinZoom, type LayerName } from './classify.js';
import type { Layers } from './collect.js';
import { columnOf, rowOf, type Bounds, type TileCoord } from './tile.js';

export const MIN_ZOOM = 9;
export const MAX_ZOOM = 14;
const EXTENT = 4096;

export interface EncodedTile extends TileCoord {
  readonly data: Uint8Array;
}

const index = (features: Feature[], maxZoom: number): GeoJSONVT =>
  new GeoJSONVT(
    { type: 'FeatureCollection', features },
    { maxZoom, indexMaxZoom: maxZoom, indexMaxPoints: 0, tolerance: 3, buffer: 64, extent: EXTENT },
  );

/** Tiles that cover the bounds at one zoom. */
function* covering(bounds: Bounds, z: number): Generator<TileCoord> {
  const inner = 1e-7;
  for (let x = columnOf(bounds[0] + inner, z); x <= columnOf(bounds[2] - inner, z); x++)
    for (let y = rowOf(bounds[3] - inner, z); y <= rowOf(bounds[1] + inner, z); y++) yield { z, x, y };
}

/** Cuts the layers into encoded vector tiles, MIN_ZOOM to MAX_ZOOM. */
export function sliceTiles(layers: Layers, bounds: Bounds): EncodedTile[] {
  const indices = new Map<LayerName, GeoJSONVT>(
    LAYERS.filter((name) => name !== 'road').map((name) => [name, index(layers[name], MAX_ZOOM)]),
  );
  const tiles: EncodedTile[] = [];
  for (let z = MIN_ZOOM; z <= MAX_ZOOM; z++) {
    const roads = layers.road.filter((f) => roadMinZoom(String(f.properties?.c)) <= z);
    indices.set('road', index(roads, z));
    for (const coord of covering(bounds, z)) {
      const content: Record<string, LegacyTile> = {};
      for (const name of LAYERS) {
        const cut = LAYER_MIN_ZOOM[name] <= z ? indices.get(name)?.getTile(coord.z, coord.x, coord.y) : null;
        if (cut && cut.features.length > 0) content[name] = cut;
      }
      if (Object.keys(content).length > 0)
        tiles.push({ ...coord, data: vtpbf.fromGeojsonVt(content, { version: 2, extent: EXTENT }) });
    }
  }
  return tiles;
}
