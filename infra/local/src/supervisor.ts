import { closeSync, mkdirSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { logPath, logTail, openLog } from './daemon.js';
import { processIdentity } from './pids.js';
import { endProcess, loadRunning, ownProcess, removeRecord, saveRecord } from './records.js';
import type { InstancePaths } from './settings.js';

/** One process of ours: a Node entry with its environment. */
export interface ChildPlan {
  name: string;
  /** Path below the clone, such as ingest/dist/main-writer.js. */
  entry: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** A process that ends by itself when its work is done (a replay) is not started again after success. */
  once?: boolean;
}

const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** A process that ran this long was healthy: its next crash begins the delays anew. */
const healthyMs = 60_000;

const indented = (text: string) => text.replace(/^/gm, '  | ');

/** Delay before the start that follows `failures` quick ends in a row (1, 2, …). */
export const restartDelay = (failures: number): number =>
  Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures - 1, 20));

/**
 * Keeps processes running: one that crashes is started again, later each time. Each is in a session of its own, so that
 * Ctrl-C reaches only us, and we end them in order.
 */
export class Supervisor {
  readonly #paths: InstancePaths;
  readonly #root: string;
  readonly #say: (line: string) => void;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #failures = new Map<string, number>();
  #stopping = false;

  constructor(paths: InstancePaths, root: string, say: (line: string) => void) {
    this.#paths = paths;
    this.#root = root;
    this.#say = say;
  }

  /** Ends of this process since the last healthy run. */
  failures(name: string): number {
    return this.#failures.get(name) ?? 0;
  }

  /** Ends what an earlier supervisor (kill -9) left under this name, then starts. */
  async start(plan: ChildPlan): Promise<void> {
    const left = loadRunning(this.#paths.run, plan.name);
    if (left) await endProcess(this.#paths.run, left);
    this.#spawn(plan);
  }

  #spawn(plan: ChildPlan): void {
    if (this.#stopping) return;
    mkdirSync(this.#paths.logs, { recursive: true });
    const log = openLog(logPath(this.#paths, plan.name));
    const begin = Date.now();
    const child = spawn(process.execPath, ['--enable-source-maps', plan.entry, ...plan.args], {
      cwd: this.#root,
      env: plan.env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const identity = child.pid === undefined ? undefined : processIdentity(child.pid);
    if (child.pid !== undefined && identity !== undefined)
      saveRecord(this.#paths.run, { name: plan.name, pid: child.pid, identity, owner: ownProcess() });
    child.once('error', (error) => this.#say(`${plan.name} cannot be started: ${error.message}`));
    child.once('close', (code, signal) => this.#onEnd(plan, child, Date.now() - begin, code, signal));
  }

  #onEnd(plan: ChildPlan, child: ChildProcess, ranMs: number, code: number | null, signal: string | null): void {
    const record = loadRunning(this.#paths.run, plan.name);
    if (!record || record.pid === child.pid) removeRecord(this.#paths.run, plan.name);
    if (this.#stopping) return;
    const failures = ranMs >= healthyMs ? 1 : this.failures(plan.name) + 1;
    this.#failures.set(plan.name, failures);
    const delay = restartDelay(failures);
    const log = logPath(this.#paths, plan.name);
    if (plan.once)
      return this.#say(code === 0 ? `${plan.name} is done.` : `${plan.name} failed:\n${indented(logTail(log, 4))}`);
    this.#say(
      `${plan.name} ended (${signal ?? `code ${code}`}); starting it again in ${delay / 1000} s. Its log: ${log}`,
    );
    if (failures === 1 && !signal) this.#say(indented(logTail(log, 4)));
    this.#timers.set(
      plan.name,
      setTimeout(() => this.#spawn(plan), delay),
    );
  }

  /** Starts nothing any more; what runs goes on until it is ended by its record. */
  halt(): void {
    this.#stopping = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
