/**
 * Whether a request that changes something may come from this Origin: the page's own (its host is the Host that was
 * asked) or one that the settings name. Browsers send Origin with every such request, so one that brings a session
 * cookie without it is no page of ours.
 */
export function originAllowed(
  origin: string | undefined,
  host: string | undefined,
  hasCookie: boolean,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return !hasCookie;
  if (allowed.includes(origin)) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}
