import type { NextFunction, Request, Response } from 'express';
import type { MetricsService } from './metrics.service.js';

/** Measures each answer under its route's pattern: ids in labels would make a time series each. */
export function measureRequests(metrics: MetricsService) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const started = performance.now();
    response.once('finish', () => {
      const route = (request.route as { path?: string } | undefined)?.path ?? 'none';
      const labels = { method: request.method, route, status: response.statusCode };
      metrics.requestSeconds.observe(labels, (performance.now() - started) / 1_000);
    });
    next();
  };
}
