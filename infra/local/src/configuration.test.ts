import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');
/** Where the environment is read; only here, by the lint rule. */
const FOLDERS = ['ingest/src', 'backend/src', 'packages/stream/src', 'packages/timescale/src', 'infra/local/src'];
const FILES = /(^|\/)(config|settings|stream-config|database-config|storage-settings|options)\.ts$/;

const settings = new Set(
  FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => FILES.test(file))
      .flatMap(
        (file) =>
          readFileSync(join(root, folder, file), 'utf8').match(
            /(?<=['.])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?=['\b;),\s])/g,
          ) ?? [],
      ),
  ),
);
const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
const documented = new Set(page.match(/(?<=`)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?=`)/g));

describe('docs/configuration.md', () => {
  it('names every setting that is read', () => {
    expect([...settings].filter((name) => !documented.has(name)).sort()).toEqual([]);
  });

  it('names no setting that nothing reads', () => {
    expect([...documented].filter((name) => !settings.has(name)).sort()).toEqual([]);
  });
});
