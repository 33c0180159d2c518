import { join } from 'node:path';
import type { SessionAnswer } from '@citywatch/contracts';
import { parseStreamConfig, type StreamConfig } from '@citywatch/stream';
import type { CorrelationSettings } from '@citywatch/detection';
import { parseDatabaseConfig, type DatabaseConfig } from '@citywatch/timescale';
import { parseCorrelation, parseDetection, type DetectionConfig } from '../detection/config.js';

/** What the API process is told through its environment; read once, at the start. */
export interface ApiConfig {
  readonly host: string;
  readonly port: number;
  /** Address people type, for links; its origin may post. https makes the cookie `Secure`. */
  readonly publicUrl: URL;
  /** Further origins that may post and open sockets. */
  readonly allowedOrigins: readonly string[];
  /** Proxies in front whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  readonly database: DatabaseConfig;
  readonly stream: StreamConfig;
  readonly databasePoolSize: number;
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  readonly logLevel: string;
  /** Lets a scraper without a session read /metrics; empty: sessions only. */
  readonly metricsToken: string;
  readonly staticDir: string;
  /** Origins that an online map may be loaded from; empty: the offline one only. */
  readonly mapOrigins: readonly string[];
  readonly session: {
    readonly secureCookie: boolean;
    readonly idleMs: number;
    readonly absoluteMs: number;
    readonly enrolmentMs: number;
    /** Where the first administrator's link is written, mode 0600; empty: only printed. */
    readonly firstAdminLinkFile: string;
    readonly signInWindowMs: number;
    readonly signInAttempts: number;
    readonly signInAttemptsPerAddress: number;
  };
  readonly city: SessionAnswer['city'];
  /** The detectors' and the correlator's own settings, from the same variables: for what is shown and for backtests. */
  readonly detection: DetectionConfig & { readonly correlation: CorrelationSettings };
  readonly backtest: BacktestConfig;
  readonly live: LiveConfig;
}

/** Bounds of backtests on stored history. */
export interface BacktestConfig {
  /** Longest range, days. */
  readonly maxDays: number;
  /** Most observations that one reads, those it learns from included. */
  readonly maxObservations: number;
  /** History before the range that is learnt from, days. */
  readonly warmUpDays: number;
  /** Backtests that run or wait, of all people together. */
  readonly maxWaiting: number;
  /** Heap of the process that runs one, MB. */
  readonly memoryMb: number;
}

export interface LiveConfig {
  readonly tickMs: number;
  readonly maxClients: number;
  readonly maxPayloadBytes: number;
  /** Above this many buffered bytes a client misses the tick. */
  readonly skipBytes: number;
  /** Above this many, or after `slowMs` above `skipBytes`, it is closed. */
  readonly closeBytes: number;
  readonly slowMs: number;
  /** Most messages a client may send between two pings. */
  readonly maxRequests: number;
  /** A client that has not answered the last ping by the next is gone. */
  readonly pingMs: number;
  /** Events kept for resuming; a client further behind gets all active incidents. */
  readonly resumeEvents: number;
  /** How often the database is asked in case a notification was lost. */
  readonly pollMs: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/** @throws Error that names the variable, its value and what it must be. */
export function parseApiConfig(env: Env): ApiConfig {
  const read = reader(env);
  const port = read.whole('API_PORT', 8080, 0, 65_535);
  const host = read.text('API_HOST', '127.0.0.1');
  const publicUrl = read.url(
    'PUBLIC_URL',
    `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`,
  );
  return {
    host,
    port,
    publicUrl,
    allowedOrigins: read.list('ALLOWED_ORIGINS').map((origin) => read.origin('ALLOWED_ORIGINS', origin)),
    trustedProxies: read.whole('TRUSTED_PROXIES', 0, 0, 10),
    database: parseDatabaseConfig(env),
    stream: parseStreamConfig(env, 'citywatch-api'),
    databasePoolSize: read.whole('API_DATABASE_POOL', 10, 2, 200),
    topicPrefix: read.text('TOPIC_PREFIX', ''),
    groupPrefix: read.text('GROUP_PREFIX', ''),
    logLevel: read.oneOf('LOG_LEVEL', 'info', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    metricsToken: read.text('METRICS_TOKEN', ''),
    staticDir: read.text('STATIC_DIR', join(import.meta.dirname, '../../../frontend/dist')),
    mapOrigins: read.list('MAP_ORIGINS').map((origin) => read.origin('MAP_ORIGINS', origin)),
    session: parseSession(read, publicUrl),
    city: {
      name: read.text('CITY_NAME', 'Chicago'),
      timeZone: read.timeZone('CITY_TIME_ZONE', 'America/Chicago'),
      units: read.oneOf('CITY_UNITS', 'us', ['us', 'si']),
      centre: read.numbers('CITY_CENTRE', [-87.6447, 41.8781]),
      bounds: read.numbers('CITY_BOUNDS', [-87.95, 41.62, -87.5, 42.05]),
    },
    detection: { ...parseDetection(env), correlation: parseCorrelation(env) },
    backtest: {
      maxDays: read.whole('BACKTEST_MAX_DAYS', 14, 1, 366),
      maxObservations: read.whole('BACKTEST_MAX_OBSERVATIONS', 100_000_000, 1_000, 1e10),
      warmUpDays: read.whole('BACKTEST_WARM_UP_DAYS', 7, 0, 90),
      maxWaiting: read.whole('BACKTEST_MAX_WAITING', 5, 1, 100),
      memoryMb: read.whole('BACKTEST_MEMORY_MB', 1_024, 128, 65_536),
    },
    live: parseLive(read),
  };
}

const parseSession = (read: Reader, publicUrl: URL): ApiConfig['session'] => ({
  secureCookie:
    read.oneOf('SESSION_COOKIE_SECURE', publicUrl.protocol === 'https:' ? 'true' : 'false', ['true', 'false']) ===
    'true',
  idleMs: read.whole('SESSION_IDLE_MINUTES', 12 * 60, 1, 527_040) * 60_000,
  absoluteMs: read.whole('SESSION_MAX_HOURS', 7 * 24, 1, 8_784) * 3_600_000,
  enrolmentMs: read.whole('ENROLMENT_HOURS', 24, 1, 720) * 3_600_000,
  firstAdminLinkFile: read.text('FIRST_ADMIN_LINK_FILE', ''),
  signInWindowMs: read.whole('SIGN_IN_WINDOW_SECONDS', 300, 1, 86_400) * 1_000,
  signInAttempts: read.whole('SIGN_IN_ATTEMPTS', 10, 1, 10_000),
  signInAttemptsPerAddress: read.whole('SIGN_IN_ATTEMPTS_PER_ADDRESS', 100, 1, 100_000),
});

const parseLive = (read: Reader): LiveConfig => ({
  tickMs: read.whole('LIVE_TICK_MS', 250, 20, 60_000),
  maxClients: read.whole('LIVE_MAX_CLIENTS', 500, 1, 100_000),
  maxPayloadBytes: read.whole('LIVE_MAX_PAYLOAD_BYTES', 65_536, 256, 1_048_576),
  skipBytes: read.whole('LIVE_SKIP_BYTES', 65_536, 1_024, 1e9),
  closeBytes: read.whole('LIVE_CLOSE_BYTES', 262_144, 1_024, 1e9),
  slowMs: read.whole('LIVE_SLOW_MS', 15_000, 100, 3_600_000),
  maxRequests: read.whole('LIVE_MAX_REQUESTS', 1_000, 1, 1_000_000),
  pingMs: read.whole('LIVE_PING_MS', 20_000, 100, 3_600_000),
  resumeEvents: read.whole('LIVE_RESUME_EVENTS', 1_000, 1, 100_000),
  pollMs: read.whole('LIVE_POLL_MS', 2_000, 50, 600_000),
});

type Reader = ReturnType<typeof reader>;

function reader(env: Env) {
  const bad = (name: string, value: string, wanted: string) =>
    new Error(`${name} is ${JSON.stringify(value)}: it must be ${wanted}`);
  const text = (name: string, fallback: string) => env[name] || fallback;
  const list = (name: string) =>
    text(name, '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  return {
    text,
    list,
    whole(name: string, fallback: number, min: number, max: number): number {
      const value = text(name, String(fallback));
      const number = Number(value);
      if (!Number.isInteger(number) || number < min || number > max)
        throw bad(name, value, `a whole number from ${min} to ${max}`);
      return number;
    },
    oneOf<T extends string>(name: string, fallback: T, allowed: readonly T[]): T {
      const value = text(name, fallback);
      if (!allowed.includes(value as T)) throw bad(name, value, `one of ${allowed.join(', ')}`);
      return value as T;
    },
    url(name: string, fallback: string): URL {
      const value = text(name, fallback);
      if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
        throw bad(name, value, 'an http or https address');
      return new URL(value);
    },
    origin(name: string, value: string): string {
      if (!URL.canParse(value) || new URL(value).origin !== value)
        throw bad(name, value, 'a list of origins such as https://city.example');
      return value;
    },
    timeZone(name: string, fallback: string): string {
      const value = text(name, fallback);
      try {
        return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
      } catch {
        throw bad(name, value, 'an IANA time zone such as America/Chicago');
      }
    },
    numbers<T extends readonly number[]>(name: string, fallback: T): T {
      const parts = list(name).map(Number);
      if (parts.length === 0) return fallback;
      if (parts.length !== fallback.length || !parts.every(Number.isFinite))
        throw bad(name, text(name, ''), `${fallback.length} numbers with commas between them`);
      return parts as unknown as T;
    },
  };
}
