import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { requireSpace } from './disk.js';
import { withLock } from './lock.js';
import { step } from './progress.js';
import { hasCommand, run } from './run.js';
import type { Settings } from './settings.js';
import { UserError } from './user-error.js';
import { versions } from './versions.js';

/** Programs of one PostgreSQL with TimescaleDB: installed on the system, or in a folder of its own that is entered with chroot. */
export type PostgresHome = { kind: 'installed'; bin: string } | { kind: 'folder'; root: string; bin: string };

const oldestInstalled = 15;
const neededMb = 1_500;
const buildMb = 400;

const byHand =
  'Install PostgreSQL with TimescaleDB (docs.timescale.com), use `npm start -- --services docker`, or set DATABASE_URL to a database that has it.';

/** True where `bin` holds a server that can load TimescaleDB and is new enough. */
async function hasTimescale(bin: string): Promise<boolean> {
  if (!existsSync(join(bin, 'initdb')) || !existsSync(join(bin, 'pg_config'))) return false;
  const [share, version] = (await run(join(bin, 'pg_config'), ['--sharedir', '--version']).catch(() => ''))
    .trim()
    .split('\n');
  const major = Number(/PostgreSQL (\d+)/.exec(version ?? '')?.[1] ?? 0);
  return major >= oldestInstalled && existsSync(join(share ?? '', 'extension', 'timescaledb.control'));
}

async function findInstalled(settings: Settings): Promise<string | undefined> {
  if (settings.postgresBin) {
    if (settings.postgresBin === 'none') return undefined;
    if (await hasTimescale(settings.postgresBin)) return settings.postgresBin;
    throw new UserError(
      `CITYWATCH_POSTGRES_BIN is "${settings.postgresBin}", which has no PostgreSQL ${oldestInstalled} or later with TimescaleDB.`,
    );
  }
  const fromPath = (await run('pg_config', ['--bindir']).catch(() => '')).trim();
  const debian = '/usr/lib/postgresql';
  const bins = [
    ...(existsSync(debian)
      ? readdirSync(debian)
          .sort()
          .reverse()
          .map((version) => join(debian, version, 'bin'))
      : []),
    ...(fromPath ? [fromPath] : []),
    ...[17, 16].flatMap((major) => [`/usr/pgsql-${major}/bin`, `/opt/homebrew/opt/postgresql@${major}/bin`]),
    '/usr/local/pgsql/bin',
  ];
  for (const bin of bins) if (await hasTimescale(bin)) return bin;
  return undefined;
}

const folderOf = (settings: Settings) => join(settings.root, '.local', 'timescale', 'root');

/** Finds or makes a PostgreSQL with TimescaleDB; the folder is made once per clone, in about half a minute. */
export async function provideTimescale(settings: Settings): Promise<PostgresHome> {
  const installed = await findInstalled(settings);
  if (installed) return { kind: 'installed', bin: installed };
  const root = folderOf(settings);
  const base = dirname(root);
  const bin = `/usr/lib/postgresql/${versions.postgres}/bin`;
  if (!existsSync(join(root, bin, 'postgres')))
    await withLock(join(settings.root, '.local', 'timescale.lock'), 'downloading TimescaleDB', async () => {
      if (existsSync(join(root, bin, 'postgres'))) return;
      const problem = debianRootProblem();
      if (problem) throw new UserError(problem, byHand);
      requireSpace(base, neededMb, 'TimescaleDB');
      if (!(await hasCommand('mmdebstrap'))) await step('Installing mmdebstrap', installMmdebstrap);
      await step(`TimescaleDB from Debian ${versions.timescaleDebian.suite}`, ({ update }) =>
        buildFolder(settings, base, root, update),
      );
    });
  return { kind: 'folder', root, bin };
}

/** Why this machine cannot be given a TimescaleDB of its own, or undefined where it has one or can get it. */
export async function localProblem(settings: Settings): Promise<string | undefined> {
  if (settings.databaseUrl || existsSync(join(folderOf(settings), 'bin')) || (await findInstalled(settings)))
    return undefined;
  return debianRootProblem();
}

function debianRootProblem(): string | undefined {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version'))
    return 'No PostgreSQL with TimescaleDB was found, and one can be provided only on Debian and Ubuntu.';
  if (process.getuid?.() !== 0) return 'No PostgreSQL with TimescaleDB was found, and only root can provide one.';
  return undefined;
}

async function installMmdebstrap(): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const advice = `Install mmdebstrap by hand (apt-get install mmdebstrap). Or: ${byHand}`;
  const install = ['install', '-y', '--no-install-recommends', 'mmdebstrap', 'debian-archive-keyring'];
  await run('apt-get', ['update'], { env, advice });
  await run('apt-get', install, { env, advice });
}

/** What a database server never opens; the JIT and its LLVM alone are a third of the folder, and `jit` is off. */
const unneeded = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/info',
  'usr/share/locale',
  'usr/share/i18n',
  'usr/share/lintian',
  'var/cache',
  'var/lib/apt/lists',
  'var/log',
  `var/lib/postgresql/${versions.postgres}`,
  `usr/lib/postgresql/${versions.postgres}/lib/bitcode`,
];

/** Made beside its place and renamed when complete: a download that was cut off is cleaned away and made again. */
async function buildFolder(
  settings: Settings,
  base: string,
  root: string,
  update: (detail: string) => void,
): Promise<void> {
  await removeFolders(base);
  const { suite, package: name } = versions.timescaleDebian;
  const mirror = settings.debianMirror === undefined ? [] : [settings.debianMirror];
  const temporary = join(base, `tmp-${process.pid}`);
  mkdirSync(temporary, { recursive: true, mode: 0o755 });
  // Inherited settings such as TMPDIR may name folders that do not exist inside.
  const env = { ...process.env, TMPDIR: '/tmp', LC_ALL: 'C.UTF-8' };
  const excludes = ['doc', 'man', 'info', 'locale'].map((dir) => `--dpkgopt=path-exclude=/usr/share/${dir}/*`);
  await run(
    'mmdebstrap',
    // Without a mirror mmdebstrap takes the suite's own.
    ['--variant=apt', `--include=${name},base-files`, ...excludes, suite, temporary, ...mirror],
    {
      env,
      onLine: (line) =>
        line.startsWith('I: ') && update(`${line.slice(3).replace(/\.+$/, '')}, about ${buildMb} MB in all`),
      advice: `A connection to ${settings.debianMirror ?? "Debian's packages"} is needed once (a mirror of your own: CITYWATCH_DEBIAN_MIRROR). Or: ${byHand}`,
    },
  );
  for (const dir of unneeded) rmSync(join(temporary, dir), { recursive: true, force: true });
  const libraries = join(temporary, 'usr/lib', `${await triplet(temporary)}`);
  for (const file of readdirSync(libraries))
    if (file.startsWith('libLLVM')) rmSync(join(libraries, file), { force: true });
  mkdirSync(join(temporary, 'var/log'), { recursive: true });
  update('ready');
  renameSync(temporary, root);
}

/** The folder of shared libraries, such as x86_64-linux-gnu. */
async function triplet(root: string): Promise<string> {
  return readdirSync(join(root, 'usr/lib')).find((name) => name.endsWith('-linux-gnu')) ?? '';
}

/** Mount points below `dir`, out of /proc/self/mountinfo. Deleting a folder must never follow one of them. */
export function mountsBelow(mountinfo: string, dir: string): string[] {
  return mountinfo
    .split('\n')
    .map((line) =>
      (line.split(' ')[4] ?? '').replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))),
    )
    .filter((point) => point.startsWith(`${dir}/`))
    .sort((a, b) => b.length - a.length);
}

/** Removes half-made folders. mmdebstrap mounts in a name space of its own, so a mount here would be somebody else's. */
async function removeFolders(base: string): Promise<void> {
  const mounted = mountsBelow(readFileSync('/proc/self/mountinfo', 'utf8'), base);
  if (mounted.length)
    throw new UserError(
      `Something is mounted at ${mounted[0]}, inside a folder that is to be removed.`,
      `Unmount it: umount ${mounted.join(' ')}`,
    );
  for (const name of readdirSync(base))
    if (name.startsWith('tmp-')) rmSync(join(base, name), { recursive: true, force: true, maxRetries: 5 });
}
