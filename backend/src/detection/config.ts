import { DEFAULT_MAX_MESSAGE_BYTES, type DetectionTuning } from '@citywatch/contracts';
import {
  DEFAULT_CORRELATION,
  DEFAULT_SETTINGS,
  holidaysOf,
  tuningOf,
  type CorrelationSettings,
} from '@citywatch/detection';
import { parseStreamConfig, type StreamConfig } from '@citywatch/stream';
import { parseDatabaseConfig, type DatabaseConfig } from '@citywatch/timescale';
import type { ForecastConfig } from '../forecast/forecast-models.service.js';

/** What detector and correlator both are told through their environment. */
export interface ProcessConfig {
  readonly database: DatabaseConfig;
  /** Before every topic's name. */
  readonly topicPrefix: string;
  /** Before consumer groups and consumer names. */
  readonly groupPrefix: string;
  readonly logLevel: string;
  /** Port of /metrics and /health; 0: none. */
  readonly metricsPort: number;
}

/** How detectors judge, as far as the environment says. */
export interface DetectionConfig {
  /** The city's public holidays, as holidaysOf reads them. */
  readonly holidays: string;
  readonly gapGraceMs: number;
  /** What counts until somebody sets something else. */
  readonly tuning: DetectionTuning;
  readonly forecast: ForecastConfig;
  /** Whether Datastreams are compared with their neighbours: detectors tell residuals, and the peers process judges them. */
  readonly peers: boolean;
}

export interface DetectorConfig extends ProcessConfig, DetectionConfig {
  readonly stream: StreamConfig;
  readonly timeZone: string;
  readonly unknownThings: 'register' | 'quarantine';
  readonly maxMessageBytes: number;
  /** A report further ahead of its reference time than this is not judged; the writer quarantines it. */
  readonly clockAheadMs: number;
  readonly clockBehindMs: number;
  readonly allowReferenceTime: boolean;
  /** How often each partition's states are saved with its offset: what a restart has to read again. */
  readonly checkpointMs: number;
  readonly tickMs: number;
  readonly sessionTimeoutMs: number;
  readonly concurrency: number;
}

/** What the peers process is told. */
export interface PeersConfig extends ProcessConfig, DetectionConfig {
  readonly stream: StreamConfig;
  readonly timeZone: string;
  readonly checkpointMs: number;
  readonly tickMs: number;
  readonly sessionTimeoutMs: number;
}

export interface CorrelatorConfig extends ProcessConfig {
  /** Shortest time between two looks at the anomaly log: what comes within it is one change of an incident. */
  readonly tickMs: number;
  /** How often the log is read without a notification. */
  readonly pollMs: number;
  /** How often a standby asks whether it is its turn. */
  readonly standbyMs: number;
  readonly batchSize: number;
  /** A resolved incident is closed after this. */
  readonly closeMs: number;
  readonly settings: CorrelationSettings;
}

type Environment = Readonly<Record<string, string | undefined>>;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const DAY = 86_400_000;

const bad = (name: string, text: string, wanted: string) => new Error(`${name} is "${text}": it must be ${wanted}.`);

function number(env: Environment, name: string, fallback: number, min: number, max: number, whole = true): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || (whole && !Number.isInteger(value)) || value < min || value > max)
    throw bad(name, text, `a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
  return value;
}

function choice<T extends string>(env: Environment, name: string, choices: readonly T[], fallback: T): T {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const found = choices.find((item) => item === text);
  if (found === undefined) throw bad(name, text, `one of ${choices.join(', ')}`);
  return found;
}

function holidays(env: Environment, name: string, fallback: string): string {
  const text = env[name] || fallback;
  try {
    holidaysOf(text);
  } catch {
    throw bad(name, text, 'US, GB, DE or FR, dates such as 2026-12-24, several parted by commas, or none');
  }
  return text;
}

function prefix(env: Environment, name: string): string {
  const text = env[name] ?? '';
  if (!/^[A-Za-z0-9._-]{0,100}$/.test(text))
    throw bad(name, text, 'at most 100 letters, digits, dots, dashes and underscores');
  return text;
}

function timeZone(env: Environment, name: string, fallback: string): string {
  const text = env[name] || fallback;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw bad(name, text, 'an IANA time zone such as America/Chicago');
  }
}

const parseProcess = (env: Environment): ProcessConfig => ({
  database: parseDatabaseConfig(env),
  topicPrefix: prefix(env, 'TOPIC_PREFIX'),
  groupPrefix: prefix(env, 'GROUP_PREFIX'),
  logLevel: choice(env, 'LOG_LEVEL', LEVELS, 'info'),
  metricsPort: number(env, 'METRICS_PORT', 0, 0, 65_535),
});

/** Reads how detectors judge; what can be set while they run has the bounds of the contract. @throws Error that names a bad one */
export const parseDetection = (env: Environment): DetectionConfig => ({
  holidays: holidays(env, 'CITY_HOLIDAYS', 'US'),
  gapGraceMs: number(env, 'GAP_GRACE_MS', DEFAULT_SETTINGS.gapGraceMs, 0, 3_600_000),
  tuning: {
    ...tuningOf(DEFAULT_SETTINGS),
    falseAlarmsPerWeek: number(env, 'FALSE_ALARMS_PER_WEEK', DEFAULT_SETTINGS.falseAlarmsPerWeek, 0.001, 10, false),
    persistence: number(env, 'ANOMALY_PERSISTENCE', DEFAULT_SETTINGS.persistence, 1, 20),
    gapIntervals: number(env, 'GAP_INTERVALS', DEFAULT_SETTINGS.gapIntervals, 2, 100, false),
    stuckMs: number(env, 'STUCK_MS', DEFAULT_SETTINGS.stuckMs, 60_000, DAY),
  },
  forecast: parseForecast(env),
  peers: choice(env, 'PEERS', ['on', 'off'] as const, 'on') === 'on',
});

/** Reads which forecasting models take part. @throws Error that names a bad setting */
export const parseForecast = (env: Environment): ForecastConfig => ({
  model: forecastVersion(env, 'FORECAST_MODEL', 'forecast-1'),
  shadow: forecastVersion(env, 'FORECAST_SHADOW', 'off'),
});

function forecastVersion(env: Environment, name: string, fallback: string): string | null {
  const text = env[name] || fallback;
  if (text === 'off') return null;
  if (!/^forecast-[1-9]\d{0,5}$/.test(text)) throw bad(name, text, 'off or a version such as forecast-1');
  return text;
}

/** Reads the detector's settings. @throws Error that names a bad one */
export const parseDetectorConfig = (env: Environment): DetectorConfig => ({
  ...parseProcess(env),
  stream: parseStreamConfig(env, 'citywatch-detector'),
  timeZone: timeZone(env, 'CITY_TIME_ZONE', 'America/Chicago'),
  unknownThings: choice(env, 'UNKNOWN_THINGS', ['register', 'quarantine'] as const, 'register'),
  maxMessageBytes: number(env, 'MAX_MESSAGE_BYTES', DEFAULT_MAX_MESSAGE_BYTES, 128, 10_000_000),
  clockAheadMs: number(env, 'CLOCK_AHEAD_MS', 300_000, 0, 365 * DAY),
  clockBehindMs: number(env, 'CLOCK_BEHIND_MS', 30 * DAY, 0, 36_500 * DAY),
  allowReferenceTime: choice(env, 'ALLOW_REFERENCE_TIME', ['true', 'false'] as const, 'true') === 'true',
  checkpointMs: number(env, 'CHECKPOINT_MS', 30_000, 100, 3_600_000),
  tickMs: number(env, 'DETECTOR_TICK_MS', 2_000, 50, 60_000),
  sessionTimeoutMs: number(env, 'SESSION_TIMEOUT_MS', 8_000, 6_000, 300_000),
  concurrency: number(env, 'DETECTOR_CONCURRENCY', 4, 1, 64),
  ...parseDetection(env),
});

/** Reads the settings of the peers process. @throws Error that names a bad one */
export const parsePeersConfig = (env: Environment): PeersConfig => ({
  ...parseProcess(env),
  ...parseDetection(env),
  stream: parseStreamConfig(env, 'citywatch-peers'),
  timeZone: timeZone(env, 'CITY_TIME_ZONE', 'America/Chicago'),
  checkpointMs: number(env, 'CHECKPOINT_MS', 30_000, 100, 3_600_000),
  tickMs: number(env, 'DETECTOR_TICK_MS', 2_000, 50, 60_000),
  sessionTimeoutMs: number(env, 'SESSION_TIMEOUT_MS', 8_000, 6_000, 300_000),
});

/** Reads how anomalies become incidents. @throws Error that names a bad one */
export function parseCorrelation(env: Environment): CorrelationSettings {
  const usual = DEFAULT_CORRELATION;
  const wait = (name: string, fallback: number) => number(env, name, fallback, 0, 3_600_000);
  return {
    ...usual,
    waitMs: {
      info: wait('INCIDENT_WAIT_INFO_MS', usual.waitMs.info),
      minor: wait('INCIDENT_WAIT_MINOR_MS', usual.waitMs.minor),
      major: wait('INCIDENT_WAIT_MAJOR_MS', usual.waitMs.major),
      critical: wait('INCIDENT_WAIT_CRITICAL_MS', usual.waitMs.critical),
    },
    qualityWaitMs: wait('INCIDENT_WAIT_QUALITY_MS', usual.qualityWaitMs),
    resolveMs: wait('INCIDENT_RESOLVE_MS', usual.resolveMs),
    reopenGraceMs: wait('INCIDENT_REOPEN_GRACE_MS', usual.reopenGraceMs),
  };
}

/** Reads the correlator's settings. @throws Error that names a bad one */
export const parseCorrelatorConfig = (env: Environment): CorrelatorConfig => ({
  ...parseProcess(env),
  tickMs: number(env, 'CORRELATOR_TICK_MS', 500, 10, 60_000),
  pollMs: number(env, 'CORRELATOR_POLL_MS', 1_000, 50, 60_000),
  standbyMs: number(env, 'CORRELATOR_STANDBY_MS', 1_000, 50, 60_000),
  batchSize: number(env, 'CORRELATOR_BATCH', 500, 1, 10_000),
  closeMs: number(env, 'INCIDENT_CLOSE_MS', DAY, 1_000, 365 * DAY),
  settings: parseCorrelation(env),
});
