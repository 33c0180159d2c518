import { collectLayers, type Layers } from './collect.js';
import { LAYERS } from './classify.js';
import { readChicagoTiles } from './fixtures.js';
import { CELL_METRES, landMask } from './land.js';
import { extractPlaces } from './places.js';
import { writePmtiles } from './pmtiles.js';
import { extractRoads } from './roads.js';
import { landFile, placesFile, roadsFile } from './simulator-files.js';
import { MAX_ZOOM, MIN_ZOOM, sliceTiles } from './slice.js';
import type { Bounds } from './tile.js';

export const ATTRIBUTION = '© OpenStreetMap contributors (ODbL)';
export const BASEMAP_PATH = 'frontend/public/basemap/chicago.pmtiles';
const SIMULATOR_FOLDER = 'packages/simulator/src/chicago';

/** Everything made from the source tiles: the basemap archive, and text files by path from the repository's root. */
export interface Built {
  readonly basemap: Buffer;
  readonly texts: ReadonlyMap<string, string>;
  readonly layers: Layers;
  readonly bounds: Bounds;
}

export function buildBasemap(): Built {
  const tiles = readChicagoTiles();
  const { layers, bounds } = collectLayers(tiles);
  const basemap = writePmtiles(sliceTiles(layers, bounds), {
    bounds,
    minZoom: MIN_ZOOM,
    maxZoom: MAX_ZOOM,
    metadata: {
      name: 'Chicago',
      attribution: ATTRIBUTION,
      vector_layers: LAYERS.map((id) => ({ id, fields: {} })),
    },
  });
  const texts = new Map([
    [`${SIMULATOR_FOLDER}/roads.generated.ts`, roadsFile(extractRoads(tiles))],
    [`${SIMULATOR_FOLDER}/places.generated.ts`, placesFile(extractPlaces(layers.place))],
    [`${SIMULATOR_FOLDER}/land.generated.ts`, landFile(landMask(layers.water, bounds), CELL_METRES)],
  ]);
  return { basemap, texts, layers, bounds };
}
