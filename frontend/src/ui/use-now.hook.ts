import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();
/** How far the server's clock is ahead of this computer's, ms: a wrong PC clock must not make readings look old. */
let ahead = 0;

const tick = () => {
  now = Date.now() + ahead;
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    tick();
    timer = setInterval(tick, 1_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Tells the clock what the server's time is now, ms. Small differences are the way of the message and are ignored. */
export function noteServerTime(serverTime: number): void {
  const difference = serverTime - Date.now();
  if (Math.abs(difference - ahead) > 1_500) ahead = Math.abs(difference) > 1_500 ? difference : 0;
}

/** The server's time as far as known, ms. */
export const serverNow = (): number => Date.now() + ahead;

/** The time, ms, renewed each second; all users of it change together. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
