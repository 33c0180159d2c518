import { join } from 'node:path';
import { VectorTile } from '@mapbox/vector-tile';
import { describe, expect, test } from '@jest/globals';
import { PbfReader } from 'pbf';
import { buildBasemap } from './build.js';
import { outdatedFiles } from './check.js';
import { CELL_METRES, landMask } from './land.js';
import { toPlane } from './plane.js';
import { readPmtiles } from './pmtiles.js';
import { columnOf, rowOf, tileId } from './tile.js';

const root = join(import.meta.dirname, '..', '..', '..');
const LOOP = [-87.6278, 41.882] as const;

describe('the basemap', () => {
  const built = buildBasemap();
  const { tiles } = readPmtiles(built.basemap);
  const tileAt = ([longitude, latitude]: readonly [number, number], z: number) => {
    const data = tiles.get(tileId({ z, x: columnOf(longitude, z), y: rowOf(latitude, z) }));
    return data && new VectorTile(new PbfReader(data));
  };

  test('the committed files are what the sources make', () => {
    expect(outdatedFiles(root, built)).toEqual([]);
  });

  test.each([9, 11, 13, 14])('downtown has streets and water at zoom %i', (z) => {
    const tile = tileAt(LOOP, z);
    expect(tile?.layers.road.length).toBeGreaterThan(5);
    expect(tile?.layers.water.length).toBeGreaterThan(0);
  });

  test('downtown has names', () => {
    const { road, place } = tileAt(LOOP, 13)?.layers ?? {};
    const names = Array.from({ length: road.length }, (_, i) => road.feature(i).properties.name);
    expect(names).toContain('N Halsted St');
    expect(Array.from({ length: place.length }, (_, i) => place.feature(i).properties.name)).toContain('Loop');
  });

  test.each([
    ['the Loop', -87.6278, 41.882, true],
    ['Pilsen', -87.66, 41.855, true],
    ['Lake Michigan off Lincoln Park', -87.6, 41.92, false],
    ['Lake Michigan off Hyde Park', -87.585, 41.82, false],
    ['the Chicago River at Wolf Point', -87.6377, 41.8869, false],
  ])('%s: land is %s', (_name, longitude, latitude, dry) => {
    const mask = landMask(built.layers.water, built.bounds);
    const [east, north] = toPlane([longitude, latitude]);
    const column = Math.floor((east - mask.corner[0]) / CELL_METRES);
    const row = Math.floor((north - mask.corner[1]) / CELL_METRES);
    const cell = row * mask.columns + column;
    expect((mask.bits[cell >> 3] & (1 << (cell & 7))) !== 0).toBe(dry);
  });
});
