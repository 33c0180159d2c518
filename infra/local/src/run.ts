import { spawn } from 'node:child_process';
import { UserError } from './user-error.js';

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  /** Called with each line as it comes. */
  onLine?: (line: string) => void;
  advice?: string;
}

/** Runs a command to its end and returns its output; a failure names the command and shows the last lines. */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    uid: options.uid,
    gid: options.gid,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    const text = chunk.toString();
    output = (output + text).slice(-200_000);
    for (const line of text.split(/[\r\n]+/)) if (line.trim()) options.onLine?.(line.trim());
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT' ? new UserError(`The command "${command}" is not installed.`, options.advice) : error,
      ),
    );
    child.on('close', (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
  });
  if (code !== 0) {
    const tail = output.trim().split('\n').slice(-12).join('\n');
    throw new UserError(
      `"${command} ${args.slice(0, 3).join(' ')}" ended with ${signal ?? code}:\n${tail}`,
      options.advice,
    );
  }
  return output;
}

/** True where the command can be run at all. */
export async function hasCommand(command: string): Promise<boolean> {
  return run('sh', ['-c', `command -v ${command}`]).then(
    () => true,
    () => false,
  );
}
