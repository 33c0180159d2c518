// The entry of every npm script: plain JavaScript without dependencies, since it runs before anything is installed.
// It checks Node, installs the npm packages where they are missing or stale, compiles what changed, and hands over to
// infra/local/src/<command>.ts.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const oldestNode = [20, 19];
/** Commands that need only infra/local itself, so that a broken file elsewhere cannot keep them from running. */
const alone = ['stack', 'check'];
const commands = [
  ...alone,
  ...[
    'generate',
    'start',
    'test',
    'simulate',
    'replay',
    'quarantine',
    'backtest',
    'evaluate',
    'train-forecaster',
    'bench',
  ],
];

function fail(message, advice) {
  console.error(`\n${message}${advice ? `\n${advice}` : ''}`);
  process.exit(1);
}

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

/**
 * True when node_modules is what the lock file asks for. npm writes its own node_modules/.package-lock.json last, so an
 * installation that was cut off has none or an older one. Optional packages are for other platforms.
 */
function isInstalled() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages ?? {};
  const present = readJson(join(root, 'node_modules/.package-lock.json'))?.packages;
  if (!present) return false;
  return Object.entries(wanted).every(([path, { version, link, optional }]) => {
    if (!path.includes('node_modules/') || optional) return true;
    return (link ? present[path]?.link === true : present[path]?.version === version) && existsSync(join(root, path));
  });
}

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

const lock = join(root, '.local/install.lock');

/** One installation at a time for a clone; a lock whose holder is gone, or is older than any installation, is ignored. */
async function withInstallLock(body) {
  mkdirSync(join(root, '.local'), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const age = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0;
    const pid = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
    if (age > 1_200_000 || (age > 1_000 && !alive(pid))) rmSync(lock, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    await body();
  } finally {
    rmSync(lock, { force: true });
  }
}

async function install() {
  const total = Object.keys(readJson(join(root, 'package-lock.json'))?.packages ?? {}).length;
  const begin = Date.now();
  const elapsed = () => `${Math.round((Date.now() - begin) / 1000)} s`;
  console.error(`Installing ${total} npm packages (once; about a minute)…`);
  const timer = setInterval(() => console.error(`… npm ci is at work (${elapsed()})`), 10_000);
  const child = spawn('npm', ['ci', '--no-progress', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // The lock is npm's now: it goes on when only this process is killed, and two at once would undo each other.
  writeFileSync(lock, String(child.pid ?? process.pid));
  const code = await new Promise((resolve) => child.on('close', resolve).on('error', () => resolve(1)));
  clearInterval(timer);
  if (code !== 0)
    fail(
      'Installing the npm packages failed (see above).',
      'Check the connection to the npm registry and the free disk space, and run the command again.',
    );
  console.error(`✓ npm packages (${elapsed()})`);
}

async function compile(rooms) {
  const { build } = await import('../../scripts/build.mjs');
  const begin = Date.now();
  const built = await build(rooms).catch((error) =>
    fail(error.message, 'Correct the files that are named and run the command again.'),
  );
  if (built) console.error(`✓ Compiled ${built} files (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
}

const [command, ...args] = process.argv.slice(2);
const version = process.versions.node.split('.').map(Number);
if (version[0] < oldestNode[0] || (version[0] === oldestNode[0] && version[1] < oldestNode[1]))
  fail(
    `Node ${process.versions.node} is too old: Citywatch needs ${oldestNode.join('.')} or later.`,
    'Install the current LTS from https://nodejs.org.',
  );
if (!commands.includes(command)) fail(`"${command ?? ''}" is no command.`, `Commands: ${commands.join(', ')}`);
if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
if (!isInstalled()) await withInstallLock(async () => isInstalled() || (await install()));
await compile(alone.includes(command) ? ['infra/local'] : undefined);
const { runCommand } = await import('./dist/main-command.js');
await runCommand(command, args);
