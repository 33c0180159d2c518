import { existsSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Tells a process from a later one that got the same pid: the boot it belongs to and when in that boot it began.
 * Undefined where there is no such process (a zombie counts as gone).
 */
export function processIdentity(pid: number): string | undefined {
  if (existsSync('/proc/self/stat')) {
    try {
      return parseProcStat(
        readFileSync(`/proc/${pid}/stat`, 'utf8'),
        readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      );
    } catch {
      return undefined;
    }
  }
  const { stdout, status } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  if (status !== 0 || stdout.trim().startsWith('Z')) return undefined;
  return stdout.trim().split(/\s+/).slice(1).join(' ') || undefined;
}

/** The command name in /proc/PID/stat may hold spaces and brackets, so fields are counted after its last bracket. */
export function parseProcStat(stat: string, bootId: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  return state === 'Z' || state === 'X' || !startTicks ? undefined : `${bootId}:${startTicks}`;
}

export function isRunning(pid: number, identity: string): boolean {
  return processIdentity(pid) === identity;
}

/** Sends the signal and waits; true when the process is gone within the time. */
export async function signalAndWait(
  pid: number,
  identity: string,
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  if (!isRunning(pid, identity)) return true;
  try {
    process.kill(pid, signal);
  } catch {
    return !isRunning(pid, identity);
  }
  while (Date.now() < end) {
    if (!isRunning(pid, identity)) return true;
    await delay(50);
  }
  return !isRunning(pid, identity);
}
