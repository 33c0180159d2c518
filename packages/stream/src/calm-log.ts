import { logLevel, type logCreator } from 'kafkajs';
import { rootCause } from './errors.js';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Takes one line at a time; `details` are for a structured log. */
export type StreamLogger = (level: LogLevel, message: string, details: Readonly<Record<string, unknown>>) => void;

/** The logger where none is passed: warnings and errors, one line each, on stderr. */
export const stderrLogger: StreamLogger = (level, message) => {
  if (level === 'error' || level === 'warn') process.stderr.write(`${level}: ${message}\n`);
};

/**
 * kafkajs' own log, one level of detail down. It writes an error with a stack for each attempt at a broker that is
 * still starting, and again for what it then retries by itself; what really matters reaches us as a thrown error
 * or a crash event, and is said once (Outage).
 */
export const kafkaLog = (log: StreamLogger): logCreator => {
  return () => (entry) => {
    if (entry.level === logLevel.DEBUG) return;
    const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...details } = entry.log;
    log('debug', `kafkajs ${entry.namespace}: ${message}`, { kafkajs: entry.label, ...details });
  };
};

/** Says once that something is away and once that it is back, however often it is tried in between. */
export class Outage {
  #since: number | null = null;
  readonly #log: StreamLogger;
  readonly #subject: string;
  readonly #now: () => number;

  constructor(log: StreamLogger, subject: string, now: () => number = Date.now) {
    this.#log = log;
    this.#subject = subject;
    this.#now = now;
  }

  get isDown(): boolean {
    return this.#since !== null;
  }

  down(error: unknown): void {
    const reason = rootCause(error).message;
    if (this.#since === null) {
      this.#since = this.#now();
      this.#log('warn', `${this.#subject}: ${reason}; trying again until it works`, { reason });
    } else this.#log('debug', `${this.#subject}: still ${reason}`, { reason });
  }

  up(): void {
    if (this.#since === null) return;
    const seconds = (this.#now() - this.#since) / 1000;
    this.#since = null;
    this.#log('info', `${this.#subject}: works again after ${seconds.toFixed(1)} s`, { seconds });
  }
}
