import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startDaemon, waitUntilReady } from './daemon.js';
import { ensureDatabase, queryAnswers, withDatabase } from './database.repository.js';
import { requireSpace } from './disk.js';
import { processIdentity } from './pids.js';
import { requireFree } from './port.js';
import { saveRecord, writeFileAtomically, type ProcessRecord } from './records.js';
import { run } from './run.js';
import {
  databaseName,
  databaseSettings,
  databaseUser,
  portSettings,
  type InstancePaths,
  type Ports,
  type Settings,
} from './settings.js';
import type { PostgresHome } from './timescale-install.js';
import { UserError } from './user-error.js';

const slowStartMs = 120_000;

/** A data folder as we see it and as the server sees it (behind chroot), with the account that owns it. */
interface Place {
  outside: string;
  inside: string;
  uid?: number;
  gid?: number;
}

/** The data folder's place outside. In the folder it lies inside the tree that the server can see, so nothing is ever mounted. */
export function databaseDir(root: string, paths: InstancePaths, kind: PostgresHome['kind']): string {
  return kind === 'folder'
    ? join(root, '.local/timescale/root/var/lib/citywatch', paths.name)
    : join(paths.dir, 'postgres');
}

/** uid and gid of an account out of a passwd file. */
export function parseAccount(passwd: string, name: string): { uid: number; gid: number } | undefined {
  const fields = passwd
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':');
  return fields ? { uid: Number(fields[2]), gid: Number(fields[3]) } : undefined;
}

function placeOf(settings: Settings, paths: InstancePaths, home: PostgresHome): Place {
  const outside = databaseDir(settings.root, paths, home.kind);
  if (home.kind === 'folder') {
    const account = parseAccount(readFileSync(join(home.root, 'etc/passwd'), 'utf8'), 'postgres');
    return { outside, inside: outside.slice(home.root.length), ...account };
  }
  // PostgreSQL refuses to run as root.
  if (process.getuid?.() !== 0) return { outside, inside: outside };
  const passwd = readFileSync('/etc/passwd', 'utf8');
  const account = parseAccount(passwd, 'postgres') ?? parseAccount(passwd, 'nobody');
  if (!account)
    throw new UserError(
      'PostgreSQL does not run as root, and there is no account "postgres".',
      'Create one, or run as another user.',
    );
  return { outside, inside: outside, ...account };
}

/** How to run one of the home's programs as the unprivileged account. */
function command(home: PostgresHome, place: Place, program: string, args: string[]) {
  const path = join(home.bin, program);
  if (home.kind === 'folder')
    return { command: 'chroot', args: [`--userspec=${place.uid}:${place.gid}`, home.root, path, ...args] };
  return { command: path, args, ...(place.uid === undefined ? {} : { uid: place.uid, gid: place.gid }) };
}

/** The generated password of an instance's database; made on first use, readable by its owner only. */
export function databasePassword(paths: InstancePaths): string {
  const file = join(paths.dir, 'database-password');
  if (!existsSync(file)) {
    mkdirSync(paths.dir, { recursive: true });
    writeFileAtomically(file, randomBytes(24).toString('base64url'), 0o600);
  }
  return readFileSync(file, 'utf8');
}

export function databaseUrl(paths: InstancePaths, port: number): string {
  return `postgres://${databaseUser}:${databasePassword(paths)}@127.0.0.1:${port}/${databaseName}`;
}

/** Fills a new data folder beside its place and renames it, so that a kill halfway leaves nothing that looks complete. */
async function initialise(paths: InstancePaths, home: PostgresHome, place: Place): Promise<void> {
  const parent = dirname(place.outside);
  const fresh = `${place.outside}.new`;
  const passwordFile = `${place.outside}.password`;
  mkdirSync(parent, { recursive: true });
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, databasePassword(paths), { mode: 0o600 });
  if (place.uid !== undefined && place.gid !== undefined)
    for (const path of [fresh, passwordFile]) chownSync(path, place.uid, place.gid);
  chmodSync(parent, 0o755);
  try {
    const initdb = command(home, place, 'initdb', [
      '-D',
      `${place.inside}.new`,
      `--username=${databaseUser}`,
      `--pwfile=${place.inside}.password`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-instructions',
      '--no-sync',
    ]);
    await run(initdb.command, initdb.args, {
      cwd: '/',
      uid: initdb.uid,
      gid: initdb.gid,
      env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' },
      advice: `The account that runs PostgreSQL must be able to reach ${parent}.`,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(fresh, place.outside);
}

/** Processes of this data folder that are still about: after a kill -9 of the server its children need a moment. */
function processesIn(dir: string): number[] {
  if (!existsSync('/proc/self/cwd') || !existsSync(dir)) return [];
  const real = realpathSync(dir);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          readlinkSync(`/proc/${pid}/cwd`) === real && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
        );
      } catch {
        return false;
      }
    });
}

/** A postmaster.pid whose process is not this folder's server is stale (kill -9, reboot, reused pid) and would stop the start. */
async function clearLeftovers(dir: string): Promise<number | undefined> {
  const pidFile = join(dir, 'postmaster.pid');
  const noted = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : undefined;
  if (noted !== undefined && processesIn(dir).includes(noted)) return noted;
  const end = Date.now() + 10_000;
  for (let left = processesIn(dir); left.length; left = processesIn(dir)) {
    if (Date.now() > end) for (const pid of left) process.kill(pid, 'SIGQUIT');
    if (Date.now() > end + 5_000)
      throw new UserError(`Processes ${left.join(', ')} of an earlier database do not end.`, 'End them and try again.');
    await delay(100);
  }
  rmSync(pidFile, { force: true });
  return undefined;
}

/** Settings of the server's command line. Durability against a crash of the machine is of no use to throw-away test data. */
export function serverArguments(settings: Settings, port: number, durable: boolean): string[] {
  const values: Record<string, string> = {
    ...databaseSettings,
    shared_buffers: durable ? settings.sharedBuffers : '256MB',
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // /dev/shm is a plain folder behind chroot.
    dynamic_shared_memory_type: 'sysv',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Starts the server and waits until the instance's database answers a query. */
export async function startTimescale(
  settings: Settings,
  paths: InstancePaths,
  ports: Ports,
  home: PostgresHome,
  owner?: ProcessRecord['owner'],
): Promise<ProcessRecord> {
  requireSpace(paths.dir, 500, 'TimescaleDB');
  const place = placeOf(settings, paths, home);
  const url = databaseUrl(paths, ports.database);
  if (!existsSync(join(place.outside, 'PG_VERSION'))) await initialise(paths, home, place);
  const living = await clearLeftovers(place.outside);
  let record: ProcessRecord;
  if (living === undefined) {
    await requireFree(ports.database, 'TimescaleDB', portSettings.database.variable);
    const server = command(home, place, 'postgres', [
      '-D',
      place.inside,
      ...serverArguments(settings, ports.database, paths.name !== 'test'),
    ]);
    record = startDaemon(
      paths,
      { name: 'timescaledb', ...server, cwd: '/', env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' } },
      owner,
    );
  } else {
    record = { name: 'timescaledb', pid: living, identity: processIdentity(living) ?? '', ...(owner ? { owner } : {}) };
    saveRecord(paths.run, record);
  }
  await waitUntilReady(paths, record, () => queryAnswers(withDatabase(url, 'postgres')), slowStartMs);
  await ensureDatabase(url, databaseName);
  return record;
}
