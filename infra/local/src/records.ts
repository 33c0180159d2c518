import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, processIdentity, signalAndWait } from './pids.js';

/** What is remembered about a process that outlives the command that started it. */
export interface ProcessRecord {
  name: string;
  pid: number;
  identity: string;
  /** Pid and identity of an `npm start` that ends the process when it ends; absent after `stack up`. */
  owner?: { pid: number; identity: string };
}

export type ProcessState = 'running' | 'stopped';

/** Writes so that a reader, or a crash, never sees half a file. */
export function writeFileAtomically(path: string, text: string, mode = 0o644): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
}

export function saveRecord(runDir: string, record: ProcessRecord): void {
  mkdirSync(runDir, { recursive: true });
  writeFileAtomically(join(runDir, `${record.name}.json`), JSON.stringify(record));
}

export function removeRecord(runDir: string, name: string): void {
  rmSync(join(runDir, `${name}.json`), { force: true });
}

function parseRecord(text: string): ProcessRecord | undefined {
  try {
    const value = JSON.parse(text) as Partial<ProcessRecord>;
    return typeof value.name === 'string' && typeof value.pid === 'number' && typeof value.identity === 'string'
      ? (value as ProcessRecord)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The record where its process still runs; a stale one (kill -9, reboot, reused pid) is removed. */
export function loadRunning(runDir: string, name: string): ProcessRecord | undefined {
  let text: string;
  try {
    text = readFileSync(join(runDir, `${name}.json`), 'utf8');
  } catch {
    return undefined;
  }
  const record = parseRecord(text);
  if (record && isRunning(record.pid, record.identity)) return record;
  removeRecord(runDir, name);
  return undefined;
}

export function loadAllRunning(runDir: string): ProcessRecord[] {
  let names: string[];
  try {
    names = readdirSync(runDir).filter((file) => file.endsWith('.json'));
  } catch {
    return [];
  }
  return names.flatMap((file) => loadRunning(runDir, file.slice(0, -'.json'.length)) ?? []);
}

export function ownProcess(): { pid: number; identity: string } {
  return { pid: process.pid, identity: processIdentity(process.pid) ?? '' };
}

/** True where the `npm start` that owns the process is gone without ending it (kill -9): the next one adopts it. */
export function isOrphan(record: ProcessRecord): boolean {
  return record.owner !== undefined && !isRunning(record.owner.pid, record.owner.identity);
}

/** Asks politely, then not: `gentle` first, `firm` after the time is over. */
export async function endProcess(
  runDir: string,
  record: ProcessRecord,
  { gentle = 'SIGTERM' as NodeJS.Signals, firm = 'SIGKILL' as NodeJS.Signals, timeoutMs = 20_000 } = {},
): Promise<void> {
  if (!(await signalAndWait(record.pid, record.identity, gentle, timeoutMs)))
    if (!(await signalAndWait(record.pid, record.identity, firm, 10_000)))
      await signalAndWait(record.pid, record.identity, 'SIGKILL', 5_000);
  removeRecord(runDir, record.name);
}
