import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BASEMAP_PATH, buildBasemap } from './build.js';
import { outdatedFiles } from './check.js';

// node infra/basemap/dist/main-build.js [--check]
const root = join(import.meta.dirname, '..', '..', '..');
const built = buildBasemap();
const outdated = outdatedFiles(root, built);

if (process.argv.includes('--check')) {
  for (const path of outdated)
    console.error(`${path} is not what its sources make. Run: node infra/basemap/dist/main-build.js`);
  process.exitCode = outdated.length > 0 ? 1 : 0;
} else {
  for (const path of outdated) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path === BASEMAP_PATH ? built.basemap : (built.texts.get(path) ?? ''));
  }
  console.log(outdated.length > 0 ? `Wrote ${outdated.join(', ')}` : 'Basemap and streets are up to date');
}
