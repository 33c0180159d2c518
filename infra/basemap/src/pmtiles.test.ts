import { describe, expect, test } from '@jest/globals';
import { readPmtiles, writePmtiles } from './pmtiles.js';
import { tileId } from './tile.js';

const info = { bounds: [-88, 41, -87, 42] as const, minZoom: 0, maxZoom: 2, metadata: { name: 'test' } };

describe('PMTiles', () => {
  test('tile ids are those of the specification', () => {
    expect([
      tileId({ z: 0, x: 0, y: 0 }),
      tileId({ z: 1, x: 0, y: 0 }),
      tileId({ z: 1, x: 0, y: 1 }),
      tileId({ z: 1, x: 1, y: 1 }),
      tileId({ z: 1, x: 1, y: 0 }),
      tileId({ z: 2, x: 0, y: 0 }),
      tileId({ z: 12, x: 3423, y: 1763 }),
    ]).toEqual([0, 1, 2, 3, 4, 5, 19078479]);
  });

  test('what is written is read back, equal tiles stored once', () => {
    const same = Buffer.alloc(2000, 'water');
    const archive = writePmtiles(
      [
        { z: 2, x: 0, y: 0, data: same },
        { z: 2, x: 3, y: 3, data: Buffer.from('street') },
        { z: 2, x: 1, y: 0, data: same },
      ],
      info,
    );
    const { tiles, metadata } = readPmtiles(archive);
    expect(metadata).toEqual({ name: 'test' });
    expect(tiles.get(tileId({ z: 2, x: 0, y: 0 }))).toEqual(same);
    expect(tiles.get(tileId({ z: 2, x: 1, y: 0 }))).toEqual(same);
    expect(tiles.get(tileId({ z: 2, x: 3, y: 3 }))?.toString()).toBe('street');
    expect(archive.subarray(0, 7).toString()).toBe('PMTiles');
    expect(Number(archive.readBigUInt64LE(88))).toBe(2);
  });

  test('too many tiles for one root directory are refused with what to do', () => {
    const many = Array.from({ length: 16_384 }, (_, i) => ({
      z: 14,
      x: (i * i * 7919 + i) % 16_384,
      y: (i * i * 104_729 + i * 31) % 16_384,
      data: Buffer.from(`tile ${i} ${'x'.repeat((i * i * 31) % 5003)}`),
    }));
    expect(() => writePmtiles(many, info)).toThrow(/lower MAX_ZOOM/);
  });
});
