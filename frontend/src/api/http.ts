import type { ErrorAnswer } from '@citywatch/contracts';

/** The server answered, and not with success. `body` is the whole answer, for those that carry more (409: the incident). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly body: unknown,
  ) {
    super(`${status} ${code}: ${detail}`);
  }
}

/** No answer at all: the network or the server is away, or the answer is not ours. */
export class NoAnswerError extends Error {}

type Listener = () => void;
const listeners = new Set<Listener>();

/** Calls `listener` at each 401 of a signed-in page; returns the way to stop. The screen stays, sign-in comes on top. */
export function onUnauthorised(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Answers of 401 are the caller's own business (the session question and sign-in itself). */
  readonly quiet401?: boolean;
  /** ms without an answer after which the request counts as failed. */
  readonly timeout?: number;
}

const TIMEOUT = 15_000;

/**
 * One request to our API. Gives the answer's JSON (undefined for 204).
 * Throws ApiError where the server refused, NoAnswerError where there was no answer, and the AbortError of `signal`.
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const { method = 'GET', body, signal, quiet401 = false, timeout = TIMEOUT } = options;
  const late = AbortSignal.timeout(timeout);
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers:
        body === undefined
          ? { accept: 'application/json' }
          : { accept: 'application/json', 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NoAnswerError(String(error));
  }
  if (answer.status === 204) return undefined as T;
  const json = await readJson(answer);
  if (answer.ok) return json as T;
  if (answer.status === 401 && !quiet401) for (const listener of listeners) listener();
  const refusal = (json ?? {}) as Partial<ErrorAnswer>;
  throw new ApiError(answer.status, refusal.error ?? 'error', refusal.detail ?? answer.statusText, json);
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    if (answer.ok || answer.status >= 500) throw new NoAnswerError(`${answer.status} without JSON`);
    return null;
  }
}

/** `?a=1&b=2` of what is defined. */
export function query(values: Readonly<Record<string, string | number | undefined | null>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values))
    if (value !== undefined && value !== null) params.set(key, String(value));
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
