import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './pids.js';
import { ownProcess, writeFileAtomically } from './records.js';

/** Test runs that use one instance at the same time: the last to leave ends it. */
export function enter(dir: string): void {
  mkdirSync(dir, { recursive: true });
  writeFileAtomically(join(dir, `${process.pid}.json`), JSON.stringify(ownProcess()));
}

/** Leaves; true when nobody else who still runs uses the instance. */
export function leave(dir: string): boolean {
  rmSync(join(dir, `${process.pid}.json`), { force: true });
  return others(dir).length === 0;
}

function others(dir: string): number[] {
  return readdirSync(dir)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      try {
        const { pid, identity } = JSON.parse(readFileSync(join(dir, file), 'utf8')) as {
          pid: number;
          identity: string;
        };
        if (isRunning(pid, identity)) return [pid];
      } catch {
        // Half a file is from a crash.
      }
      rmSync(join(dir, file), { force: true });
      return [];
    });
}
