import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly platform: string;
}

/** The facts a result is worth nothing without. */
export const machine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() || 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
});

/** Average number of processes that wanted a core in the last minute. */
export const load = (): number => Math.round(loadavg()[0] * 100) / 100;

// USER_HZ is 100 on every Linux that Node supports.
const TICKS = 100;

interface Stat {
  readonly parent: number;
  /** Seconds on a core, user and kernel. */
  readonly own: number;
  /** The same of its ended and awaited children. */
  readonly children: number;
}

function stat(pid: number | 'self'): Stat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The command, in brackets, may hold spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const seconds = (index: number): number => Number(fields[index]) / TICKS;
  return { parent: Number(fields[1]), own: seconds(11) + seconds(12), children: seconds(13) + seconds(14) };
}

/** CPU seconds of one process since it began; 0 when it has gone. */
export const cpuSeconds = (pid: number): number => stat(pid)?.own ?? 0;

/** CPU seconds of all children of this process that have ended. */
export const childrenCpuSeconds = (): number => stat('self')?.children ?? 0;

/** CPU seconds of a PostgreSQL: the postmaster, its ended children, and those that live (but the one with pid `except`). */
export function postgresCpuSeconds(postmaster: number, children: readonly number[], except: number): number {
  const main = stat(postmaster);
  if (main === null) return 0;
  const living = children.filter((pid) => pid !== except).reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  return main.own + main.children + living;
}

export const parentOf = (pid: number): number => stat(pid)?.parent ?? 0;

/** Largest resident memory a process has had, MiB. */
export function peakMemoryMiB(pid: number): number {
  try {
    const kib = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kib ?? 0) / 1024);
  } catch {
    return 0;
  }
}
