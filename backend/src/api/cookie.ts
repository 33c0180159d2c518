/** A valid value is base64url: nothing that needs unquoting is accepted. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/**
 * The session token in a Cookie header, or null. Where the name comes twice the first counts, as in browsers,
 * which send the more specific path first.
 */
export function sessionToken(header: string | undefined, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const equals = part.indexOf('=');
    if (equals < 0 || part.slice(0, equals).trim() !== name) continue;
    const value = part.slice(equals + 1).trim();
    return TOKEN.test(value) ? value : null;
  }
  return null;
}

/** Name of the session cookie. `__Host-` makes browsers insist on Secure, Path=/ and no Domain. */
export const cookieName = (secure: boolean): string => (secure ? '__Host-citywatch' : 'citywatch');

/** Set-Cookie value; without a token it removes the cookie. */
export function sessionCookie(token: string | null, secure: boolean, maxAgeMs: number): string {
  const life = token === null ? 'Max-Age=0' : `Max-Age=${Math.floor(maxAgeMs / 1_000)}`;
  return `${cookieName(secure)}=${token ?? ''}; Path=/; HttpOnly; SameSite=Lax; ${life}${secure ? '; Secure' : ''}`;
}
