import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from './pids.js';
import { ownProcess } from './records.js';
import { UserError } from './user-error.js';

function tryLock(path: string): boolean {
  try {
    writeFileSync(path, JSON.stringify(ownProcess()), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function holder(path: string): { pid: number; identity: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { pid: number; identity: string };
  } catch {
    return undefined;
  }
}

/**
 * Removes a lock that was found stale. Another command may have done so in the meantime and hold it: what was moved away
 * is looked at again, and put back if it is alive.
 */
function takeOver(path: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    const other = holder(aside);
    if (other && isRunning(other.pid, other.identity)) linkSync(aside, path);
  } catch {
    // Gone already, or taken again: the next attempt sees which.
  }
  rmSync(aside, { force: true });
}

/**
 * Runs `body` while no other command of this clone holds `path`. A lock whose holder is gone is taken over; a holder
 * that is at work is waited for.
 */
export async function withLock<T>(path: string, what: string, body: () => Promise<T>, timeoutMs = 600_000): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const begin = Date.now();
  let told = false;
  let unreadable = 0;
  while (!tryLock(path)) {
    const other = holder(path);
    // A lock is unreadable for an instant while its holder writes it; one that stays so is from a crash.
    unreadable = other ? 0 : unreadable + 1;
    if (other ? !isRunning(other.pid, other.identity) : unreadable > 5) {
      takeOver(path);
      continue;
    }
    if (Date.now() - begin > timeoutMs)
      throw new UserError(
        `Another command (pid ${other?.pid}) has been busy with ${what} for too long.`,
        'End it and try again.',
      );
    if (!told && Date.now() - begin > 1_000) {
      told = true;
      console.error(`Waiting for another command (pid ${other?.pid ?? '?'}): ${what}`);
    }
    await delay(100);
  }
  try {
    return await body();
  } finally {
    rmSync(path, { force: true });
  }
}
