// Compiles every room's TypeScript to dist/ with SWC, only what changed. Types are checked by `npm run check`, not here:
// a start must not wait 20 s for tsc.
import { transformFile } from '@swc/core';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const rooms = ['packages/contracts', 'packages/detection', 'packages/simulator', 'packages/stream', 'packages/timescale', 'packages/testkit', 'ingest', 'backend', 'infra/local', 'infra/basemap', 'e2e', 'bench'];
const options = {
  swcrc: false,
  sourceMaps: true,
  module: { type: 'nodenext' },
  jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true } },
};

const sources = (dir) => (existsSync(dir) ? readdirSync(dir, { recursive: true }).filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts') && !/\.test\.ts$/.test(f)) : []);

async function compile(from, to) {
  const { code, map } = await transformFile(from, options);
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, `${code}\n//# sourceMappingURL=${to.split('/').pop()}.map\n`);
  writeFileSync(`${to}.map`, map);
}

let built = 0;
for (const room of rooms) {
  const src = join(root, room, 'src');
  const dist = join(root, room, 'dist');
  const files = sources(src);
  const wanted = new Set(files.map((f) => f.replace(/\.ts$/, '.js')));
  for (const old of existsSync(dist) ? readdirSync(dist, { recursive: true }).filter((f) => f.endsWith('.js')) : [])
    if (!wanted.has(old)) [old, `${old}.map`].forEach((f) => rmSync(join(dist, f), { force: true }));
  await Promise.all(
    files.map(async (file) => {
      const from = join(src, file);
      const to = join(dist, file.replace(/\.ts$/, '.js'));
      if (existsSync(to) && statSync(to).mtimeMs >= statSync(from).mtimeMs) return;
      await compile(from, to);
      built++;
    }),
  );
}
if (built) console.log(`Built ${built} ${built === 1 ? 'file' : 'files'} (${relative(process.cwd(), root) || '.'})`);
