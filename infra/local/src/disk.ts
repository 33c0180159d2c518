import { mkdirSync, statfsSync } from 'node:fs';
import { UserError } from './user-error.js';

const mebibyte = 1024 * 1024;

/** @throws UserError where the file system of `dir` has less than `neededMb` MiB left, in one line that says what to do. */
export function requireSpace(dir: string, neededMb: number, what: string): void {
  mkdirSync(dir, { recursive: true });
  const { bavail, bsize } = statfsSync(dir);
  const freeMb = Math.floor((bavail * bsize) / mebibyte);
  if (freeMb < neededMb)
    throw new UserError(
      `The disk is nearly full: ${what} needs ${neededMb} MiB in ${dir}, ${freeMb} MiB are free.`,
      "Free some space (for example `npm run stack -- reset` drops this clone's data) and run the command again.",
    );
}
