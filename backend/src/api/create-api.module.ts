import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import type { NextFunction, Request, Response } from 'express';
import { AccountService } from '../auth/account.service.js';
import { SessionService } from '../auth/session.service.js';
import { MetricsService } from '../health/metrics.service.js';
import { measureRequests } from '../health/request-metrics.adapter.js';
import { LiveAdapter } from '../live/live.adapter.js';
import { ApiModule } from './api.module.js';
import type { ApiConfig } from './config.js';
import { bodyError, type ParserError } from './body-error.js';
import { serveDashboard } from './dashboard.adapter.js';
import { MAX_BODY_KB } from './input.js';
import { LogService } from './log.service.js';
import { RepeatService } from './repeat.service.js';
import { securityHeaders } from './security-headers.js';
import { API_CONFIG } from './tokens.js';

/** Makes the API, ready to listen; it does not need Kafka or the database yet. */
export async function createApi(config: ApiConfig): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(config), {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(LogService));
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies);
  // "__proto__[x]=1" and nested objects have no place in our queries.
  app.set('query parser', 'simple');
  app.use(measureRequests(app.get(MetricsService)));
  const headers = securityHeaders({ https: config.publicUrl.protocol === 'https:', mapOrigins: config.mapOrigins });
  app.use((_request: Request, response: Response, next: NextFunction) => {
    response.set(headers);
    next();
  });
  app.use(compression());
  app.use('/api', (_request: Request, response: Response, next: NextFunction) => {
    // What a session may see must not lie in a shared or a browser's cache.
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.useBodyParser('json', { limit: `${MAX_BODY_KB}kb` });
  app.use((error: ParserError, _request: Request, _response: Response, next: NextFunction) => next(bodyError(error)));
  serveDashboard(app, config.staticDir);
  const server = app.getHttpServer() as Server;
  app.useWebSocketAdapter(
    new LiveAdapter(server, app.get<ApiConfig>(API_CONFIG), app.get(SessionService), app.get(LogService)),
  );
  return app;
}

/** Starts to answer. @throws where the port is taken */
export async function startApi(config: ApiConfig): Promise<NestExpressApplication> {
  const app = await createApi(config);
  await app.listen(config.port, config.host);
  app
    .get(RepeatService)
    .untilDone('offering the first administrator a link', () => app.get(AccountService).offerFirstLink());
  app.get(LogService).pino.info({ address: await app.getUrl() }, 'listening');
  return app;
}
