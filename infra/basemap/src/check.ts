import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BASEMAP_PATH, type Built } from './build.js';
import { readPmtiles } from './pmtiles.js';

const sameArchive = (a: Buffer, b: Buffer): boolean => {
  const [left, right] = [readPmtiles(a), readPmtiles(b)];
  if (JSON.stringify(left.metadata) !== JSON.stringify(right.metadata) || left.tiles.size !== right.tiles.size)
    return false;
  return [...left.tiles].every(([id, data]) => right.tiles.get(id)?.equals(data));
};

/** Paths of committed files that differ from what was built. The archive is compared unpacked: zlib versions differ. */
export function outdatedFiles(root: string, built: Built): string[] {
  const committed = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path)) : undefined);
  const outdated = [...built.texts]
    .filter(([path, text]) => committed(path)?.toString() !== text)
    .map(([path]) => path);
  const archive = committed(BASEMAP_PATH);
  return archive && sameArchive(archive, built.basemap) ? outdated : [BASEMAP_PATH, ...outdated];
}
