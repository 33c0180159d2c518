import { join } from 'node:path';
import { UserError } from './user-error.js';

/** The ports of one instance of the stack; all of them listen on loopback only. */
export interface Ports {
  api: number;
  kafka: number;
  kafkaController: number;
  database: number;
}

/** Everything the local stack can be told through the environment. */
export interface Settings {
  root: string;
  ports: Ports;
  /** Set when the services are somebody else's: nothing is provided then. */
  kafkaBrokers?: string;
  databaseUrl?: string;
  kafkaHome?: string;
  /** Directory with `postgres` and `initdb` of a PostgreSQL that has TimescaleDB. */
  postgresBin?: string;
  /** Where the first administrator's link is to be written, if somebody has said so. */
  firstAdminLinkFile?: string;
  debianMirror?: string;
  kafkaHeap: string;
  sharedBuffers: string;
  /** First of the ports on which writer, detector, correlator, simulator and peers serve metrics and health; 0: none. */
  metricsPort: number;
}

/** Ports of the main instance, each with the variable that changes it. Also the published ports of the compose file. */
export const portSettings = {
  api: { variable: 'CITYWATCH_PORT', default: 8080 },
  kafka: { variable: 'CITYWATCH_KAFKA_PORT', default: 19092 },
  kafkaController: { variable: 'CITYWATCH_KAFKA_CONTROLLER_PORT', default: 19093 },
  database: { variable: 'CITYWATCH_DB_PORT', default: 15432 },
} as const satisfies Record<keyof Ports, { variable: string; default: number }>;

export const portNames = Object.keys(portSettings) as (keyof Ports)[];

/** How PostgreSQL is run, here and in the compose file. `maxWal` keeps checkpoints rare under COPY load. */
export const databaseSettings = {
  shared_preload_libraries: 'timescaledb',
  'timescaledb.telemetry_level': 'off',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  max_connections: '100',
  // One scheduler per database with TimescaleDB, and the test instance has a database per test file.
  max_worker_processes: '32',
  wal_compression: 'on',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const;

/** How the broker is run, here and in the compose file. One node, so every replication factor is 1. */
export const brokerSettings = {
  'offsets.topic.replication.factor': 1,
  // Group names "0" to "3" hash to these four partitions, which is how readiness asks every coordinator.
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 4,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  // After a kill -9 the broker may register again only when its old session is over.
  'broker.session.timeout.ms': 4000,
  'broker.heartbeat.interval.ms': 1000,
  'auto.create.topics.enable': false,
  'log.retention.hours': 72,
  'log.segment.bytes': 134217728,
} as const;

export const databaseName = 'citywatch';
export const databaseUser = 'citywatch';

/** What the processes themselves call it: who has set that for them means it here too. */
const ownNames: Readonly<Record<string, string>> = {
  CITYWATCH_PORT: 'API_PORT',
  CITYWATCH_METRICS_PORT: 'METRICS_PORT',
};

/** The variable that says it: the stack's where it is set, else the process's own. */
function spoken(env: NodeJS.ProcessEnv, variable: string): string {
  const own = ownNames[variable];
  return own !== undefined && !env[variable] && env[own] ? own : variable;
}

function parsePort(env: NodeJS.ProcessEnv, name: keyof Ports): number {
  const { variable: stacks, default: fallback } = portSettings[name];
  const variable = spoken(env, stacks);
  const text = env[variable];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new UserError(`${variable} is "${text}": a port is a whole number from 1 to 65535.`);
  return port;
}

function parseMetricsPort(env: NodeJS.ProcessEnv): number {
  const variable = spoken(env, 'CITYWATCH_METRICS_PORT');
  const text = env[variable] || '0';
  const port = Number(text);
  // Five processes take five ports in a row.
  if (!Number.isInteger(port) || port < 0 || port > 65_531)
    throw new UserError(`${variable} is "${text}": it must be a whole number from 0 (none) to 65531.`);
  return port;
}

function parsePattern(
  env: NodeJS.ProcessEnv,
  variable: string,
  fallback: string,
  pattern: RegExp,
  shape: string,
): string {
  const text = env[variable];
  if (text === undefined || text === '') return fallback;
  if (!pattern.test(text)) throw new UserError(`${variable} is "${text}": expected ${shape}.`);
  return text;
}

/** Reads and validates the stack's settings; a bad value is named. */
export function parseSettings(env: NodeJS.ProcessEnv, root: string): Settings {
  const ports = Object.fromEntries(portNames.map((name) => [name, parsePort(env, name)])) as unknown as Ports;
  const taken = new Map<number, keyof Ports>();
  for (const name of portNames) {
    const other = taken.get(ports[name]);
    if (other)
      throw new UserError(
        `${spoken(env, portSettings[other].variable)} and ${portSettings[name].variable} are both ${ports[name]}.`,
      );
    taken.set(ports[name], name);
  }
  const optional = (variable: string) => env[variable] || undefined;
  return {
    root,
    ports,
    kafkaBrokers: optional('KAFKA_BROKERS'),
    databaseUrl: optional('DATABASE_URL'),
    kafkaHome: optional('KAFKA_HOME'),
    postgresBin: optional('CITYWATCH_POSTGRES_BIN'),
    firstAdminLinkFile: optional('FIRST_ADMIN_LINK_FILE'),
    debianMirror: optional('CITYWATCH_DEBIAN_MIRROR'),
    kafkaHeap: parsePattern(env, 'CITYWATCH_KAFKA_HEAP', '512m', /^\d+[mg]$/, 'a Java heap size such as 512m or 2g'),
    metricsPort: parseMetricsPort(env),
    sharedBuffers: parsePattern(
      env,
      'CITYWATCH_DB_SHARED_BUFFERS',
      databaseSettings.shared_buffers,
      /^\d+(kB|MB|GB)$/,
      'a PostgreSQL size such as 512MB or 2GB',
    ),
  };
}

/** Where an instance keeps what it owns. `main` serves `npm start`; tests have others, so that they leave it alone. */
export interface InstancePaths {
  name: string;
  dir: string;
  run: string;
  logs: string;
  kafka: string;
  ports: string;
}

/** @throws UserError where the name could leave `.local/` or would be hard to type. */
export function instancePaths(root: string, name: string): InstancePaths {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(name))
    throw new UserError(`"${name}" is no instance name: use small letters, digits and dashes.`);
  const dir = join(root, '.local', name);
  return {
    name,
    dir,
    run: join(dir, 'run'),
    logs: join(dir, 'logs'),
    kafka: join(dir, 'kafka'),
    ports: join(dir, 'ports.json'),
  };
}
