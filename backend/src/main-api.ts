import 'reflect-metadata';
import { parseApiConfig, type ApiConfig } from './api/config.js';
import { startApi } from './api/create-api.module.js';
import { LogService } from './api/log.service.js';

/** How long open requests and sockets get at the end. */
const SHUTDOWN_MS = 8_000;

function readConfig(): ApiConfig {
  try {
    return parseApiConfig(process.env);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}

const config = readConfig();
try {
  const app = await startApi(config);
  const log = app.get(LogService).pino;
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      log.info({ signal }, 'stopping');
      setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
      app.close().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'did not stop cleanly');
          process.exit(1);
        },
      );
    });
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  process.stderr.write(
    code === 'EADDRINUSE'
      ? `Port ${config.port} is in use: set API_PORT to a free one.\n`
      : `The API cannot start: ${message}\n`,
  );
  process.exit(1);
}
