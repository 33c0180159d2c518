import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import type { TileCoord } from './tile.js';

export interface SourceTile {
  readonly coord: TileCoord;
  readonly tile: VectorTile;
}

/**
 * The real tiles of Chicago (z13, 5 × 6) that come with the npm package @mapbox/mvt-fixtures: Mapbox Streets v7 layers,
 * data © OpenStreetMap contributors, ODbL 1.0. In the order of their names, so that every build is the same.
 */
export function readChicagoTiles(): SourceTile[] {
  const root = dirname(createRequire(import.meta.url).resolve('@mapbox/mvt-fixtures/package.json'));
  const folder = join(root, 'real-world', 'chicago');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.mvt'))
    .sort()
    .map((file) => {
      const [z, x, y] = file.replace('.mvt', '').split('-').map(Number);
      return { coord: { z, x, y }, tile: new VectorTile(new PbfReader(readFileSync(join(folder, file)))) };
    });
}
