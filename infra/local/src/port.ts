import { randomInt } from 'node:crypto';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { UserError } from './user-error.js';

/** True where nobody listens on the loopback port. */
export async function isFree(port: number): Promise<boolean> {
  const server = await holdPort(port);
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  return server !== null;
}

/**
 * Ports are picked among these: the system takes its own, for the near end of any connection, from 32768 on (Linux) or 49152. A port of
 * those may be taken while its server restarts.
 */
const LEAST_PORT = 20_000;
const MOST_PORT = 32_000;
const ATTEMPTS = 100;

/** `count` different free ports, all held at once while they are picked. @throws Error where hardly any is free */
export async function pickFreePorts(count: number): Promise<number[]> {
  const held: Server[] = [];
  try {
    for (let attempt = 0; held.length < count; attempt++) {
      if (attempt === count + ATTEMPTS) throw new Error(`No free port found from ${LEAST_PORT} to ${MOST_PORT}.`);
      const server = await holdPort(randomInt(LEAST_PORT, MOST_PORT + 1));
      if (server !== null) held.push(server);
    }
    return held.map((server) => (server.address() as AddressInfo).port);
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

/** A server that holds a loopback port; null where somebody else does. */
const holdPort = (port: number): Promise<Server | null> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });

/** Who listens, as "name (pid N)", where the system tells (Linux, own or root's view). */
export function whoListens(port: number): string | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  try {
    const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter((f) => f[1]?.endsWith(`:${hex}`) && f[3] === '0A')
        .map((f) => `socket:[${f[9]}]`),
    );
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
      if (holdsSocket(pid, inodes)) return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (pid ${pid})`;
  } catch {
    // Not Linux, or the process went away meanwhile: the port alone must do.
  }
  return undefined;
}

function holdsSocket(pid: string, inodes: string[]): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return inodes.includes(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/** @throws UserError that names the port, its user and the setting that moves us to another. */
export async function requireFree(port: number, purpose: string, variable: string): Promise<void> {
  if (await isFree(port)) return;
  const user = whoListens(port);
  throw new UserError(
    `Port ${port} (${purpose}) is in use${user ? ` by ${user}` : ''}.`,
    `End that program, or choose another port: ${variable}=${port + 100}.`,
  );
}
