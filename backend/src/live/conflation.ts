/** How a slow client is treated; sizes in bytes, times in ms. */
export interface ConflationLimits {
  readonly skipBytes: number;
  readonly closeBytes: number;
  readonly slowMs: number;
}

/** One client's state. */
export interface Conflation {
  /** It gets every nth tick. */
  readonly every: number;
  /** Ticks in a row that found the buffer low. */
  readonly clean: number;
  readonly slowSince: number | null;
  /** Bytes of a snapshot still on their way: it may be larger than closeBytes, which is no sign of slowness. */
  readonly allowance: number;
}

export const IN_STEP: Conflation = { every: 1, clean: 0, slowSince: null, allowance: 0 };
/** 16 ticks of 250 ms: the screen is at most 4 s behind. */
export const MAX_EVERY = 16;
/** Sends that must find the buffer low before a client gets ticks more often again. */
export const CLEAN_SENDS = 8;

export interface TickPlan {
  readonly action: 'send' | 'skip' | 'close';
  readonly next: Conflation;
  /** `every` has changed: tell the client. */
  readonly tell: boolean;
}

/**
 * What to do with one client at one tick. Above skipBytes it misses the tick and gets half as many; after CLEAN_SENDS good
 * ones twice as many again. Above closeBytes, or slowMs without ever draining, it is closed: it would only fall behind.
 */
export function planTick(
  state: Conflation,
  buffered: number,
  tick: number,
  now: number,
  limits: ConflationLimits,
): TickPlan {
  const high = buffered > limits.skipBytes;
  const slowSince = high ? (state.slowSince ?? now) : null;
  const allowance = high ? state.allowance : 0;
  const next = { ...state, slowSince, allowance };
  if (buffered > limits.closeBytes + allowance || (slowSince !== null && now - slowSince >= limits.slowMs))
    return { action: 'close', next, tell: false };
  if (tick % state.every !== 0) return { action: 'skip', next, tell: false };
  if (high) {
    const every = Math.min(state.every * 2, MAX_EVERY);
    return { action: 'skip', next: { ...next, every, clean: 0 }, tell: every !== state.every };
  }
  if (state.every > 1 && state.clean + 1 >= CLEAN_SENDS)
    return { action: 'send', next: { ...next, every: state.every / 2, clean: 0 }, tell: true };
  return { action: 'send', next: { ...next, clean: state.clean + 1 }, tell: false };
}
