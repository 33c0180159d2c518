import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const ENTRY = join(import.meta.dirname, '..', '..', 'dist', 'main-writer.js');

/** For tests: the writer as the process that is shipped, to be killed. */
export class WriterProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  #output = '';

  constructor(environment: Record<string, string>) {
    this.#child = spawn(process.execPath, [ENTRY], {
      env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (data: Buffer) => (this.#output += data.toString()));
    this.#ended = new Promise((resolve) =>
      this.#child.once('close', (code, signal) => resolve(signal ?? String(code))),
    );
  }

  /** What it has written, for the message of a failed test. */
  get output(): string {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Ends it and returns its exit code, or the signal that ended it. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<string> {
    this.#child.kill(signal);
    return this.#ended;
  }
}
