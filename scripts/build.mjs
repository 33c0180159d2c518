// Compiles every room's TypeScript to dist/ with SWC, only what changed. Types are checked by `npm run check`, not here:
// a start must not wait 20 s for tsc. `node scripts/build.mjs infra/local` builds only the rooms that are named.
import { transformFile } from '@swc/core';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const allRooms = [
  ...['contracts', 'detection', 'forecaster', 'simulator', 'stream', 'timescale', 'testkit'].map(
    (name) => `packages/${name}`,
  ),
  ...['ingest', 'backend', 'infra/local', 'infra/basemap', 'e2e', 'bench'],
];
/** Rooms within a package that are no part of what runs: their sources lie in the folder itself, beside dist/. */
const inner = ['packages/detection/evaluation', 'packages/detection/training'];
const options = {
  swcrc: false,
  sourceMaps: true,
  module: { type: 'nodenext' },
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
};

const sources = (dir) =>
  existsSync(dir)
    ? readdirSync(dir, { recursive: true }).filter((file) => /^(?!dist\/).*(?<!\.d)(?<!\.test)\.ts$/.test(file))
    : [];

/** A reader (another command of the same clone) never sees half a file. */
function write(path, text) {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

async function compile(from, to) {
  const { code, map } = await transformFile(from, options);
  mkdirSync(dirname(to), { recursive: true });
  write(`${to}.map`, map);
  write(to, `${code}\n//# sourceMappingURL=${to.split('/').pop()}.map\n`);
}

function removeOld(dist, wanted) {
  const old = existsSync(dist) ? readdirSync(dist, { recursive: true }).filter((file) => file.endsWith('.js')) : [];
  for (const file of old)
    if (!wanted.has(file)) for (const path of [file, `${file}.map`]) rmSync(join(dist, path), { force: true });
}

/** Builds the rooms (all by default) and returns how many files were compiled. A file that does not parse is named. */
export async function build(rooms = [...allRooms, ...inner]) {
  let built = 0;
  const failures = [];
  for (const room of rooms) {
    const [src, dist] = [join(root, room, inner.includes(room) ? '' : 'src'), join(root, room, 'dist')];
    const files = sources(src);
    removeOld(dist, new Set(files.map((file) => file.replace(/\.ts$/, '.js'))));
    for (const file of files) {
      const [from, to] = [join(src, file), join(dist, file.replace(/\.ts$/, '.js'))];
      if (existsSync(to) && statSync(to).mtimeMs >= statSync(from).mtimeMs) continue;
      await compile(from, to).then(
        () => built++,
        (error) => failures.push(`${relative(root, from)}: ${String(error.message ?? error).trim()}`),
      );
    }
  }
  if (failures.length) throw new Error(`${failures.length} file(s) do not compile:\n${failures.join('\n')}`);
  return built;
}

if (process.argv[1] === import.meta.filename) {
  const built = await build(process.argv.length > 2 ? process.argv.slice(2) : undefined);
  if (built) console.log(`Built ${built} ${built === 1 ? 'file' : 'files'}.`);
}
