import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Monitored } from './monitor.service.js';
import { ProcessModule, type ProcessConfig } from './process.module.js';

/** How long a process may take to finish what it is at, ms. */
const SHUTDOWN_MS = 15_000;

/**
 * Runs a process without an API: reads its settings once, ends with 2 where one is bad, finishes its work on SIGTERM and
 * SIGINT and ends with 0.
 */
export async function runProcess(name: string, parse: () => ProcessConfig, work: Type<Monitored>): Promise<void> {
  const refuse = (code: number, error: unknown): never => {
    process.stderr.write(`The ${name} process does not start: ${(error as Error).message}\n`);
    process.exit(code);
  };
  let config: ProcessConfig;
  try {
    config = parse();
  } catch (error) {
    return refuse(2, error);
  }
  try {
    const module = ProcessModule.with(name, work, config);
    const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    let stopping = false;
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.on(signal, () => {
        if (stopping) return;
        stopping = true;
        setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
        app.close().then(
          () => process.exit(),
          (error: Error) => {
            process.stderr.write(`The ${name} process did not stop cleanly: ${error.message}\n`);
            process.exit(1);
          },
        );
      });
  } catch (error) {
    refuse(1, error);
  }
}
