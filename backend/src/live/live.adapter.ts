import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { LIVE_PATH, may } from '@citywatch/contracts';
import type { WebSocketAdapter, WsMessageHandler } from '@nestjs/common';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ApiConfig } from '../api/config.js';
import { cookieName, sessionToken } from '../api/cookie.js';
import { LogService } from '../api/log.service.js';
import { originAllowed } from '../api/origin.js';
import type { Session } from '../auth/session.js';
import { SessionService } from '../auth/session.service.js';
import { parseLiveRequest } from './live-request.js';

export interface LiveUpgrade extends IncomingMessage {
  session: Session;
}

/**
 * Nest's view of `ws`. Guards do not run when a socket opens, so who may come in is decided here, at the upgrade, where
 * refusing is still an HTTP answer. Compression is off: it doubles the CPU of a delivery (DESIGN §5).
 */
export class LiveAdapter implements WebSocketAdapter<WebSocketServer, WebSocket> {
  constructor(
    private readonly http: Server,
    private readonly config: ApiConfig,
    private readonly sessions: SessionService,
    private readonly log: LogService,
  ) {}

  create(): WebSocketServer {
    const server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: this.config.live.maxPayloadBytes,
      clientTracking: true,
    });
    this.http.on('upgrade', (request, socket, head) => void this.upgrade(server, request, socket, head));
    return server;
  }

  bindClientConnect(server: WebSocketServer, callback: (client: WebSocket, request: IncomingMessage) => void): void {
    server.on('connection', callback);
  }

  bindClientDisconnect(client: WebSocket, callback: () => void): void {
    client.once('close', callback);
  }

  bindMessageHandlers(client: WebSocket, handlers: WsMessageHandler[]): void {
    const byType = new Map(handlers.map((handler) => [handler.message, handler.callback]));
    client.on('message', (data, isBinary) => {
      const request = parseLiveRequest(data, isBinary);
      const type = typeof request === 'string' ? 'invalid' : request.type;
      const handled = byType.get(type)?.(request) as Promise<unknown> | undefined;
      handled?.catch((error: unknown) => this.log.pino.error({ err: error, type }, 'live request failed'));
    });
    // A protocol error (too large a message, bad UTF-8) closes the socket by itself.
    client.on('error', (error) => this.log.pino.debug({ reason: error.message }, 'live socket'));
  }

  async close(server: WebSocketServer): Promise<void> {
    for (const client of server.clients) client.terminate();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Nest calls it when the application has closed its servers; the HTTP server is not ours. */
  dispose(): Promise<void> {
    return Promise.resolve();
  }

  private async upgrade(
    server: WebSocketServer,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    const hangUp = () => socket.destroy();
    socket.on('error', hangUp);
    try {
      const refusal = await this.admit(server, request);
      if (refusal !== null) return refuse(socket, refusal);
      socket.removeListener('error', hangUp);
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
    } catch (error) {
      this.log.pino.warn({ reason: (error as Error).message }, 'live upgrade failed');
      refuse(socket, '503 Service Unavailable');
    }
  }

  /** Null where the client may come in, with its session set on the request; else the status to answer. */
  private async admit(server: WebSocketServer, request: IncomingMessage): Promise<string | null> {
    const path = request.url?.split('?', 1)[0];
    if (path !== LIVE_PATH) return '404 Not Found';
    const token = sessionToken(request.headers.cookie, cookieName(this.config.session.secureCookie));
    const { origin, host } = request.headers;
    if (!originAllowed(origin, host, token !== null, this.config.allowedOrigins)) return '403 Forbidden';
    const session = token === null ? null : await this.sessions.find(token);
    if (session === null) return '401 Unauthorized';
    if (!may(session.role, 'read-live')) return '403 Forbidden';
    if (server.clients.size >= this.config.live.maxClients) return '503 Service Unavailable';
    (request as LiveUpgrade).session = session;
    return null;
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
