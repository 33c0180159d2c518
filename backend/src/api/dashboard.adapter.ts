import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';

/** Paths that are answered here and are never a page; /health itself is one. */
const SERVER_PATH = /^\/(api(\/|$)|health\/(live|ready)$|metrics$)/;
/** What a page's path looks like: the last part has no ending. A missing file stays a 404. */
const PAGE_PATH = /\/[^./]*$/;

/**
 * Serves the built dashboard: hashed files for a year, the rest after asking, and index.html for every page's path.
 * Range requests (the basemap's tiles) are express' own.
 */
export function serveDashboard(app: NestExpressApplication, directory: string): void {
  const page = join(directory, 'index.html');
  app.useStaticAssets(directory, {
    index: false,
    redirect: false,
    setHeaders: (response, path) => {
      const hashed = /[\\/]assets[\\/]/.test(path);
      response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.use((request: Request, response: Response, next: NextFunction) => {
    const reading = request.method === 'GET' || request.method === 'HEAD';
    if (!reading || SERVER_PATH.test(request.path) || !PAGE_PATH.test(request.path)) return next();
    if (!existsSync(page)) return next();
    response.sendFile(page, { headers: { 'Cache-Control': 'no-cache' }, cacheControl: false }, (error?: Error) => {
      if (error && !response.headersSent) next(error);
    });
  });
}
