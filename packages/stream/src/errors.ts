/** An error of the stream: what failed, and whether trying again can help. */
export class StreamError extends Error {
  override readonly name = 'StreamError';
  readonly code: string;
  readonly retriable: boolean;

  /** @param code short and stable, such as 'message-too-large'; the message says what, where and what to do. */
  constructor(code: string, message: string, options: { retriable?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retriable = options.retriable ?? false;
  }
}

/** True for an error whose sender says that trying again can help (`retriable: true`); everything else is fatal. */
export const isRetriable = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as { retriable?: unknown }).retriable === true;

/** The innermost cause: kafkajs wraps a refused connection three deep. */
export function rootCause(error: unknown): Error {
  let at = error;
  while (at instanceof Error && at.cause instanceof Error) at = at.cause;
  return at instanceof Error ? at : new Error(String(at));
}

/** Kafka's own name of a protocol error, such as UNKNOWN_TOPIC_OR_PARTITION; undefined for other errors. */
export function protocolType(error: unknown): string | undefined {
  const type = (rootCause(error) as { type?: unknown }).type;
  return typeof type === 'string' ? type : undefined;
}
