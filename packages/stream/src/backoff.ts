/** Delays of repeated attempts: `first` doubled each time, at most `max`, both in ms. */
export interface BackoffLimits {
  readonly first: number;
  readonly max: number;
}

/**
 * The delay before attempt `attempt` (1, 2, …): between half and all of the doubled value, so that many clients of one
 * server that came back do not return in the same instant.
 * @param random in [0, 1)
 */
export function backoffDelay(attempt: number, limits: BackoffLimits, random: number): number {
  // 2 ** 30 ms is twelve days: beyond that only the cap matters.
  const full = Math.min(limits.max, limits.first * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full * (0.5 + random / 2));
}

/** Resolves after `ms`, or at once when the signal aborts; never rejects. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}

/** Resolves with the promise, or with `otherwise` after `ms`. A later rejection of the promise is swallowed. */
export async function withDeadline<T, U>(promise: Promise<T>, ms: number, otherwise: U): Promise<T | U> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<U>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ms);
  });
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
