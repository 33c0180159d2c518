import { readFileSync } from 'node:fs';
import type { StreamLogger } from './calm-log.js';

/** PEM texts. Without `ca` the system's authorities are trusted. */
export interface StreamTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Name the broker's certificate must carry, where it is not the host's. */
  readonly serverName?: string;
}

export const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];

export interface StreamSasl {
  readonly mechanism: SaslMechanism;
  readonly username: string;
  readonly password: string;
}

export interface StreamConfig {
  /** host:port of at least one broker. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly tls?: StreamTls;
  readonly sasl?: StreamSasl;
  /** Where the stream's few lines go; stderr for warnings and errors when left out. */
  readonly log?: StreamLogger;
}

type Environment = Readonly<Record<string, string | undefined>>;

const bad = (name: string, value: string | undefined, wanted: string): Error =>
  new Error(`${name} is ${value === undefined || value === '' ? 'not set' : JSON.stringify(value)}; ${wanted}`);

/**
 * Reads KAFKA_BROKERS, KAFKA_TLS, KAFKA_TLS_CA / _CERT / _KEY (paths of PEM files), KAFKA_TLS_SERVER_NAME and
 * KAFKA_SASL_MECHANISM / _USERNAME / _PASSWORD.
 * @throws Error naming the variable that is wrong
 */
export function parseStreamConfig(
  env: Environment,
  clientId: string,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): StreamConfig {
  const tls = parseTls(env, readFile);
  const sasl = parseSasl(env);
  return { brokers: parseBrokers(env.KAFKA_BROKERS), clientId, ...(tls && { tls }), ...(sasl && { sasl }) };
}

function parseBrokers(text: string | undefined): string[] {
  const brokers = (text ?? '').split(',').map((part) => part.trim());
  for (const broker of brokers) {
    const match = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/.exec(broker);
    if (!match || Number(match[1]) < 1 || Number(match[1]) > 65_535)
      throw bad('KAFKA_BROKERS', text, 'it must be host:port, several parted by commas');
  }
  return brokers;
}

function parseTls(env: Environment, readFile: (path: string) => string): StreamTls | undefined {
  const names = ['KAFKA_TLS_CA', 'KAFKA_TLS_CERT', 'KAFKA_TLS_KEY', 'KAFKA_TLS_SERVER_NAME'] as const;
  const on = parseSwitch('KAFKA_TLS', env.KAFKA_TLS);
  if (!on) {
    const stray = names.find((name) => env[name]);
    if (stray) throw bad('KAFKA_TLS', env.KAFKA_TLS, `${stray} is set, so it must be true`);
    return undefined;
  }
  const pem = (name: (typeof names)[number]): string | undefined => {
    const path = env[name];
    if (!path) return undefined;
    try {
      return readFile(path);
    } catch (error) {
      throw bad(name, path, `it must be a PEM file that can be read (${(error as Error).message})`);
    }
  };
  const [ca, cert, key] = [pem('KAFKA_TLS_CA'), pem('KAFKA_TLS_CERT'), pem('KAFKA_TLS_KEY')];
  if ((cert === undefined) !== (key === undefined))
    throw bad(cert ? 'KAFKA_TLS_KEY' : 'KAFKA_TLS_CERT', undefined, 'a certificate and its key belong together');
  const serverName = env.KAFKA_TLS_SERVER_NAME || undefined;
  return { ...(ca && { ca }), ...(cert && { cert, key }), ...(serverName && { serverName }) };
}

function parseSasl(env: Environment): StreamSasl | undefined {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = env;
  if (!mechanism) {
    if (username || password)
      throw bad('KAFKA_SASL_MECHANISM', mechanism, `it must be one of ${SASL_MECHANISMS.join(', ')}`);
    return undefined;
  }
  const known = SASL_MECHANISMS.find((name) => name === mechanism.toLowerCase());
  if (!known) throw bad('KAFKA_SASL_MECHANISM', mechanism, `it must be one of ${SASL_MECHANISMS.join(', ')}`);
  if (!username) throw bad('KAFKA_SASL_USERNAME', username, 'KAFKA_SASL_MECHANISM needs it');
  // The password is never shown, not even a wrong one.
  if (!password) throw bad('KAFKA_SASL_PASSWORD', undefined, 'KAFKA_SASL_MECHANISM needs it');
  return { mechanism: known, username, password };
}

function parseSwitch(name: string, value: string | undefined): boolean {
  if (value === undefined || value === '' || value === 'false' || value === '0') return false;
  if (value === 'true' || value === '1') return true;
  throw bad(name, value, 'it must be true or false');
}
