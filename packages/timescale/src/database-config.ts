import { readFileSync } from 'node:fs';
import type { DatabaseTls } from './pool.js';

export interface DatabaseConfig {
  readonly url: string;
  readonly tls?: DatabaseTls;
}

function readPem(name: string, path: string | undefined): string | undefined {
  if (path === undefined || path === '') return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${name} is "${path}": ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Reads DATABASE_URL and DATABASE_TLS (true or false, default false), DATABASE_TLS_CA, DATABASE_TLS_CERT, DATABASE_TLS_KEY
 * (paths of PEM files), DATABASE_TLS_VERIFY (default true) from an environment. Throws an Error that names a bad value.
 */
export function parseDatabaseConfig(env: Readonly<Record<string, string | undefined>>): DatabaseConfig {
  const url = env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is missing: set it to postgres://user:password@host:port/database.');
  let protocol: string;
  try {
    ({ protocol } = new URL(url));
  } catch {
    // The value holds a password, so it is not repeated.
    throw new Error('DATABASE_URL is not a URL: it must be postgres://user:password@host:port/database.');
  }
  if (protocol !== 'postgres:' && protocol !== 'postgresql:')
    throw new Error(`DATABASE_URL begins with "${protocol}": it must be postgres://user:password@host:port/database.`);
  const flag = (name: string, fallback: boolean): boolean => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    if (text !== 'true' && text !== 'false') throw new Error(`${name} is "${text}": it must be true or false.`);
    return text === 'true';
  };
  if (!flag('DATABASE_TLS', false)) return { url };
  const ca = readPem('DATABASE_TLS_CA', env.DATABASE_TLS_CA);
  const cert = readPem('DATABASE_TLS_CERT', env.DATABASE_TLS_CERT);
  const key = readPem('DATABASE_TLS_KEY', env.DATABASE_TLS_KEY);
  return {
    url,
    tls: {
      rejectUnauthorized: flag('DATABASE_TLS_VERIFY', true),
      ...(ca ? { ca } : {}),
      ...(cert ? { cert } : {}),
      ...(key ? { key } : {}),
    },
  };
}
