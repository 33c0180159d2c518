import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.js';
import { step } from './progress.js';
import { writeFileAtomically } from './records.js';
import { run } from './run.js';
import { hashSources } from './stamp.js';

/** What the built pages are made of. */
const sources = [
  'frontend/src',
  'frontend/public',
  'frontend/index.html',
  'frontend/vite.config.ts',
  'frontend/package.json',
  'packages/contracts/src',
  'package-lock.json',
];

/** Builds frontend/dist where its sources changed since the last complete build. */
export async function buildFrontend(root: string): Promise<void> {
  const stampFile = join(root, 'frontend', 'dist', '.citywatch-build');
  const isCurrent = (hash: string) =>
    existsSync(join(root, 'frontend/dist/index.html')) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === hash;
  if (isCurrent(hashSources(root, sources))) return;
  await withLock(join(root, '.local', 'frontend.lock'), 'building the dashboard', async () => {
    const hash = hashSources(root, sources);
    if (isCurrent(hash)) return;
    await step('Building the dashboard', async () => {
      rmSync(stampFile, { force: true });
      await run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
        cwd: join(root, 'frontend'),
        env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production' },
        advice: 'The dashboard does not build; `npx vite build` in frontend/ shows the whole output.',
      });
      writeFileAtomically(stampFile, hash);
    });
  });
}
