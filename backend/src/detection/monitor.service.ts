import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Registry } from 'prom-client';

/** What a process says of itself. */
export interface Monitored {
  readonly registry: Registry;
  /** Null when fine, else what is wrong: the process should be restarted. */
  alive(): string | null;
  /** Null when it does its work, or waits as a standby; else what it waits for. */
  ready(): Promise<string | null>;
  /** What is worse than it should be while the work goes on. */
  readonly warnings?: readonly string[];
}

export const MONITORED = Symbol('MONITORED');
export const METRICS_PORT = Symbol('METRICS_PORT');

/** Serves /metrics (Prometheus), /health/live and /health/ready (200 or 503 with the reason) of a process without an API. */
@Injectable()
export class MonitorService implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | null = null;

  constructor(
    @Inject(MONITORED) private readonly monitored: Monitored,
    @Inject(METRICS_PORT) private readonly wanted: number,
  ) {}

  /** Where it listens, or null. */
  get port(): number | null {
    return this.server === null ? null : (this.server.address() as AddressInfo).port;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.wanted === 0) return;
    const server = createServer((request, response) => {
      this.handle((request.url ?? '').split('?')[0], response).catch((error: Error) => answer(response, error.message));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new Error(`METRICS_PORT ${this.wanted} is in use: set another one, or 0 for none`)
            : error,
        ),
      );
      server.listen(this.wanted, resolve);
    });
    this.server = server;
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private async handle(path: string, response: ServerResponse): Promise<void> {
    const { monitored } = this;
    if (path === '/health/live') answer(response, monitored.alive());
    else if (path === '/health/ready')
      answer(response, monitored.alive() ?? (await monitored.ready()), monitored.warnings);
    else if (path === '/metrics') {
      const text = await monitored.registry.metrics();
      response.writeHead(200, { 'content-type': monitored.registry.contentType }).end(text);
    } else response.writeHead(404).end();
  }
}

function answer(response: ServerResponse, problem: string | null, warnings: readonly string[] = []): void {
  response.writeHead(problem === null ? 200 : 503, { 'content-type': 'application/json' });
  const state = problem === null ? { status: 'ok' } : { status: 'error', reason: problem };
  response.end(JSON.stringify(warnings.length === 0 ? state : { ...state, warnings }));
}
