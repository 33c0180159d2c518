import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, processIdentity } from './pids.js';
import { saveRecord, type ProcessRecord } from './records.js';
import type { InstancePaths } from './settings.js';
import { UserError } from './user-error.js';

/** A log larger than this is set aside (one old file is kept) when its process starts. */
const logLimitBytes = 20 * 1024 * 1024;

export interface Daemon {
  name: string;
  command: string;
  args: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
}

export const logPath = (paths: InstancePaths, name: string) => join(paths.logs, `${name}.log`);

/** Opens a log for appending; a large one is set aside first. */
export function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > logLimitBytes) renameSync(path, `${path}.1`);
  return openSync(path, 'a');
}

/** Last lines of a log, for the message of a failure. */
export function logTail(path: string, lines = 12): string {
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
}

/** Starts a process that outlives this one, in a session of its own, so that a Ctrl-C at the terminal is ours to pass on. */
export function startDaemon(paths: InstancePaths, daemon: Daemon, owner?: ProcessRecord['owner']): ProcessRecord {
  mkdirSync(paths.logs, { recursive: true });
  const log = openLog(logPath(paths, daemon.name));
  const child = spawn(daemon.command, daemon.args, {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: daemon.cwd,
    env: daemon.env ?? process.env,
    uid: daemon.uid,
    gid: daemon.gid,
  });
  closeSync(log);
  // A command that cannot be spawned is reported by the wait for readiness, with the log.
  child.on('error', () => undefined);
  child.unref();
  const identity = child.pid === undefined ? undefined : processIdentity(child.pid);
  if (child.pid === undefined || identity === undefined)
    throw new UserError(`${daemon.name} could not be started (${daemon.command}).`);
  const record: ProcessRecord = { name: daemon.name, pid: child.pid, identity, ...(owner ? { owner } : {}) };
  saveRecord(paths.run, record);
  return record;
}

/** Waits until `ready` holds; fails at once when the process ends, with the end of its log. */
export async function waitUntilReady(
  paths: InstancePaths,
  record: ProcessRecord,
  ready: () => Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  const log = logPath(paths, record.name);
  for (;;) {
    if (!isRunning(record.pid, record.identity))
      throw new UserError(`${record.name} ended while starting:\n${logTail(log)}`, `Its log is ${log}.`);
    if (await ready()) return;
    if (Date.now() > end)
      throw new UserError(
        `${record.name} did not become ready in ${timeoutMs / 1000} s:\n${logTail(log)}`,
        `Its log is ${log}.`,
      );
    await delay(100);
  }
}
