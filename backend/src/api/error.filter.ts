import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { ErrorAnswer } from '@citywatch/contracts';
import { isRetriable } from '@citywatch/timescale';
import type { Request, Response } from 'express';
import { ApiError } from './api-error.js';
import { LogService } from './log.service.js';

/** Turns whatever was thrown into an ErrorAnswer. What we did not foresee is logged whole and told to nobody. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(@Inject(LogService) private readonly log: LogService) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const error = asApiError(thrown, request);
    if (error.status >= 500)
      this.log.pino.error(
        { err: thrown, method: request.method, path: request.path, status: error.status },
        'request failed',
      );
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const answer: ErrorAnswer = { error: error.error, detail: error.detail, ...error.more };
    response.status(error.status).set(error.headers).set('Cache-Control', 'no-store').json(answer);
  }
}

function asApiError(thrown: unknown, request: Request): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof HttpException) return fromHttp(thrown, request);
  if (isRetriable(thrown))
    return new ApiError(503, 'unavailable', 'the database does not answer; try again', {}, { 'Retry-After': '2' });
  return new ApiError(500, 'internal', 'something went wrong on our side; it has been logged');
}

function fromHttp(exception: HttpException, request: Request): ApiError {
  const status = exception.getStatus();
  if (status === 404) return new ApiError(404, 'not-found', `${request.method} ${request.path} does not exist`);
  return new ApiError(status, status < 500 ? 'bad-request' : 'internal', exception.message);
}
