import { Inject, Injectable, type LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import type { ApiConfig } from './config.js';
import { API_CONFIG } from './tokens.js';

/** One JSON line an entry; Nest's own messages go the same way. */
@Injectable()
export class LogService implements LoggerService {
  readonly pino: Logger;

  constructor(@Inject(API_CONFIG) config: Pick<ApiConfig, 'logLevel'>) {
    this.pino = pino({ level: config.logLevel, base: { process: 'api' } });
  }

  log(message: unknown, context?: unknown): void {
    // Nest tells each route it maps: of use when looking for one, noise otherwise.
    this.pino.debug({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.pino.warn({ context }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.pino.error({ err: message instanceof Error ? message : undefined, rest }, String(message));
  }
}
