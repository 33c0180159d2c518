import type { LinkStatus } from './live-client';

/** What the top bar says of the link. */
export type LinkWords =
  | { readonly kind: 'connecting' | 'never' }
  | { readonly kind: 'lost'; readonly since: number }
  | { readonly kind: 'behind'; readonly seconds: number }
  | { readonly kind: 'conflated'; readonly nth: number }
  | { readonly kind: 'live'; readonly seconds: number };

/** A screen that is older than this says so. */
export const STALE_SCREEN = 5_000;
/** Pings come every 2 s: less silence than this says nothing about the age of what is shown. */
const QUIET = 3_000;

/** `now` is this computer's clock, ms. */
export function linkWords(status: LinkStatus, now: number): LinkWords {
  const { phase, lastMessageAt, lag, everyNthTick } = status;
  if (lastMessageAt === null) return { kind: status.attempts > 0 ? 'never' : 'connecting' };
  if (phase !== 'open') return { kind: 'lost', since: lastMessageAt };
  const silence = now - lastMessageAt;
  const behind = silence > QUIET ? silence + lag : lag;
  if (behind > STALE_SCREEN) return { kind: 'behind', seconds: Math.round(behind / 1_000) };
  if (everyNthTick > 1) return { kind: 'conflated', nth: everyNthTick };
  return { kind: 'live', seconds: Math.round(behind / 100) / 10 };
}
