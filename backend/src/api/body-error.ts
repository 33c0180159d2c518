import { ApiError, badRequest } from './api-error.js';
import { MAX_BODY_KB } from './input.js';

/** What the body parser says of a body that it cannot read; its messages are about the client's own bytes. */
export interface ParserError {
  readonly status?: number;
  /** Such as "entity.too.large". */
  readonly type?: string;
  readonly message: string;
}

/** As an error of the API: where, and what to do. What is no fault of the client's stays as it is. */
export function bodyError(error: ParserError): ApiError | ParserError {
  const { status = 500, type, message } = error;
  if (type === 'entity.too.large') return new ApiError(413, 'too-large', `body: at most ${MAX_BODY_KB} kB`);
  if (status === 415) return new ApiError(415, 'not-json', `body: ${message}; send JSON in UTF-8`);
  return status >= 400 && status < 500 ? badRequest(`body: ${message}`) : error;
}
