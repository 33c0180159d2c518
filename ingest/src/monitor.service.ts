import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export interface MonitorOptions {
  /** 0: no server. */
  readonly port: number;
  readonly registry: Registry;
  /** Null when fine, else what is wrong: the process should be restarted. */
  readonly alive: () => string | null;
  /** Null when it does its work, else what it waits for. */
  readonly ready: () => Promise<string | null>;
}

export interface Monitor {
  /** Where it listens, or null. */
  readonly port: number | null;
  close(): Promise<void>;
}

/** Serves /metrics (Prometheus), /health/live and /health/ready (200 or 503 with the reason). */
export async function startMonitor(options: MonitorOptions): Promise<Monitor> {
  if (options.port === 0) return { port: null, close: () => Promise.resolve() };
  const answer = (response: ServerResponse, problem: string | null): void => {
    response.writeHead(problem === null ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify(problem === null ? { status: 'ok' } : { status: 'error', reason: problem }));
  };
  const handle = async (path: string, response: ServerResponse): Promise<void> => {
    if (path === '/health/live') answer(response, options.alive());
    else if (path === '/health/ready') answer(response, options.alive() ?? (await options.ready()));
    else if (path === '/metrics') {
      const text = await options.registry.metrics();
      response.writeHead(200, { 'content-type': options.registry.contentType }).end(text);
    } else response.writeHead(404).end();
  };
  const server = createServer((request, response) => {
    handle((request.url ?? '').split('?')[0], response).catch((error: Error) => answer(response, error.message));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`METRICS_PORT ${options.port} is in use: set another one, or 0 for none.`)
          : error,
      ),
    );
    server.listen(options.port, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
