/** Headers of every answer. */
export interface HeaderOptions {
  /** Behind TLS: browsers are told to insist on it. */
  readonly https: boolean;
  /** Origins of an online map's style, tiles and glyphs. */
  readonly mapOrigins: readonly string[];
}

/**
 * No script that is not a file of ours runs, nobody frames us, nothing is guessed. Styles may be inline: React sets style
 * attributes. maplibre starts its worker from our own file or a blob and paints images from blobs.
 */
export function securityHeaders({ https, mapOrigins }: HeaderOptions): Readonly<Record<string, string>> {
  const maps = mapOrigins.map((origin) => ` ${origin}`).join('');
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob:${maps}`,
    "font-src 'self' data:",
    `connect-src 'self'${maps}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    // A one-time link stands in the address of its page.
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(self)',
    ...(https ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
  };
}
