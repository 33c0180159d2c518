/** SQLSTATE of a database error, or undefined where the error is not one. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EAI_AGAIN',
  'ENOTFOUND',
]);
/**
 * SQLSTATE classes that pass by themselves: 08 connection, 40 rollback (deadlock, serialization), 53 resources (also a full
 * disk: somebody frees it), 55 object in use or lock timeout, 57 operator intervention (shutdown, cancel), 58 system error, XX internal.
 */
const PASSING = new Set(['08', '40', '53', '55', '57', '58', 'XX']);
/** What pg and pg-pool say without a code when the server went away or did not answer in time. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|timeout (expired|exceeded)|Query read timeout|The server does not support SSL)|not queryable|connection timeout/i;

/** True where the same statement may succeed later: the server is away, restarting, overloaded, or a transaction lost a race. */
export function isRetriable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined && !NETWORK.has(state)) return PASSING.has(state.slice(0, 2));
  const { code, message, errors, retriable } = (error ?? {}) as {
    code?: unknown;
    message?: unknown;
    errors?: unknown;
    retriable?: unknown;
  };
  if (retriable === true) return true;
  if (typeof code === 'string' && NETWORK.has(code)) return true;
  // Node's happy eyeballs: one error for each address that was tried.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(isRetriable);
  return typeof message === 'string' && LOST.test(message);
}

/** 23505: the row is there already. */
export const isUniqueViolation = (error: unknown): boolean => sqlState(error) === '23505';

/** Classes 22 and 23 (but not 23505): the data itself is refused, and will be for ever. */
export function isDataError(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && state !== '23505' && (state.startsWith('22') || state.startsWith('23'));
}
