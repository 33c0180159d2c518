import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for, in words: the error reads "… did not happen: <what>". */
  what: string;
  /** Milliseconds; generous, since a busy machine is slow and a wait that is over early costs nothing. */
  timeout?: number;
  interval?: number;
}

/** What remains of T when it counts as true. */
export type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

/**
 * Polls until the condition gives a truthy value, and returns that. A condition that throws is asked again; its last
 * error is in the message when the time is over.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { what, timeout = 20_000, interval = 25 }: WaitOptions,
): Promise<Truthy<T>> {
  const end = performance.now() + timeout;
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value as Truthy<T>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end)
      throw new Error(`Did not happen within ${timeout} ms: ${what}`, last === undefined ? {} : { cause: last });
    await delay(interval);
  }
}
