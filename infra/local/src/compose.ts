import { images } from './images.js';
import { brokerSettings, databaseName, databaseSettings, databaseUser, portSettings, type Ports } from './settings.js';
import { versions } from './versions.js';

/** Where the volume with the generated password is mounted; its file is read by the database and by our processes. */
const secretsDir = '/run/citywatch';
const passwordFile = `${secretsDir}/database-password`;
const secretsVolume = (mode: 'ro' | 'rw') => `secrets:${secretsDir}:${mode}`;

/** `127.0.0.1:${VARIABLE:-default}:port`: published on loopback only, and movable by the setting of the local stack. */
const published = (name: keyof Ports, inside: number) =>
  `127.0.0.1:\${${portSettings[name].variable}:-${portSettings[name].default}}:${inside}`;

const rotatedLogs = { driver: 'local', options: { 'max-size': '20m', 'max-file': '3' } };

/** Made once, on the first start: no password is in the file, in an image or the same on two machines. */
const secrets = {
  image: versions.timescaleImage,
  network_mode: 'none',
  restart: 'no',
  entrypoint: ['/bin/sh', '-euc'],
  // Compose reads $ itself; a double one reaches the shell as one.
  command: [
    [
      `test -s ${passwordFile} && exit 0`,
      `head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \\n' > ${passwordFile}.new`,
      `chmod 0444 ${passwordFile}.new`,
      `mv ${passwordFile}.new ${passwordFile}`,
    ].join('\n'),
  ],
  volumes: [secretsVolume('rw')],
};

const environmentName = (property: string) => `KAFKA_${property.toUpperCase().replaceAll('.', '_')}`;

function kafka() {
  const node: Record<string, string | number | boolean> = {
    'node.id': 1,
    'process.roles': 'broker,controller',
    'controller.quorum.voters': '1@localhost:9093',
    listeners: 'INTERNAL://:9092,HOST://:19092,CONTROLLER://localhost:9093',
    'advertised.listeners': `INTERNAL://kafka:9092,HOST://127.0.0.1:\${${portSettings.kafka.variable}:-${portSettings.kafka.default}}`,
    'inter.broker.listener.name': 'INTERNAL',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'INTERNAL:PLAINTEXT,HOST:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': '/var/lib/kafka/data',
    ...brokerSettings,
  };
  const environment = Object.entries(node).map(([name, value]) => [environmentName(name), String(value)]);
  return {
    image: versions.kafkaImage,
    restart: 'unless-stopped',
    environment: { KAFKA_HEAP_OPTS: '-Xms256m -Xmx${CITYWATCH_KAFKA_HEAP:-512m}', ...Object.fromEntries(environment) },
    ports: [published('kafka', 19092)],
    volumes: ['kafka:/var/lib/kafka/data'],
    // Lists consumer groups: a coordinator answers, not only a port.
    healthcheck: {
      test: ['CMD', '/opt/kafka/bin/kafka-consumer-groups.sh', '--bootstrap-server', 'localhost:9092', '--list'],
      interval: '30s',
      timeout: '15s',
      retries: 5,
      start_period: '90s',
      start_interval: '3s',
    },
    stop_grace_period: '30s',
    logging: rotatedLogs,
  };
}

function timescaledb() {
  const settings = {
    ...databaseSettings,
    shared_buffers: `\${CITYWATCH_DB_SHARED_BUFFERS:-${databaseSettings.shared_buffers}}`,
  };
  return {
    image: versions.timescaleImage,
    restart: 'unless-stopped',
    depends_on: { secrets: { condition: 'service_completed_successfully' } },
    command: ['postgres', ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    environment: {
      POSTGRES_USER: databaseUser,
      POSTGRES_DB: databaseName,
      POSTGRES_PASSWORD_FILE: passwordFile,
      POSTGRES_INITDB_ARGS: '--auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8',
    },
    ports: [published('database', 5432)],
    volumes: ['timescaledb:/var/lib/postgresql/data', secretsVolume('ro')],
    // Over TCP: the server that fills a new data folder listens on its socket only, and must not count.
    healthcheck: {
      test: [
        'CMD-SHELL',
        `PGPASSWORD="$$(cat ${passwordFile})" psql -h 127.0.0.1 -U ${databaseUser} -d ${databaseName} -qAtc "select 1"`,
      ],
      interval: '10s',
      timeout: '5s',
      retries: 5,
      start_period: '120s',
      start_interval: '2s',
    },
    shm_size: '256mb',
    stop_signal: 'SIGINT',
    stop_grace_period: '60s',
    logging: rotatedLogs,
  };
}

/** Asks a process of ours over HTTP whether it is healthy. */
const asks = (port: number, path: string) => ({
  test: [
    'CMD',
    'node',
    '-e',
    `fetch('http://127.0.0.1:${port}${path}').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))`,
  ],
  interval: '10s',
  timeout: '5s',
  retries: 3,
  start_period: '60s',
  start_interval: '2s',
});

/** Settings of one process beside those that all have. */
interface Extra {
  environment?: Record<string, string>;
  [key: string]: unknown;
}

const metricsPort = 9464;

function own(name: string, { environment, ...extra }: Extra = {}) {
  return {
    image: `citywatch/${name}`,
    build: { context: '.', dockerfile: `infra/docker/${name}.Dockerfile` },
    restart: 'unless-stopped',
    depends_on: { prepare: { condition: 'service_completed_successfully' } },
    environment: {
      KAFKA_BROKERS: 'kafka:9092',
      DATABASE_HOST: 'timescaledb',
      DATABASE_USER: databaseUser,
      DATABASE_NAME: databaseName,
      DATABASE_PASSWORD_FILE: passwordFile,
      LOG_LEVEL: '${LOG_LEVEL:-info}',
      ...environment,
    },
    volumes: [secretsVolume('ro')],
    read_only: true,
    tmpfs: ['/tmp'],
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    init: true,
    stop_grace_period: '30s',
    logging: rotatedLogs,
    ...extra,
  };
}

const apiPort = `\${${portSettings.api.variable}:-${portSettings.api.default}}`;

/** The compose file as data: the same system as `npm start`, from the same versions, ports and settings. */
export function composeFile() {
  const withMetrics = { environment: { METRICS_PORT: String(metricsPort) } };
  const peers = { PEERS: '${PEERS:-on}' };
  const services: Record<string, unknown> = {
    secrets,
    kafka: kafka(),
    timescaledb: timescaledb(),
    prepare: own('prepare', {
      restart: 'on-failure:5',
      depends_on: { kafka: { condition: 'service_healthy' }, timescaledb: { condition: 'service_healthy' } },
    }),
    writer: own('writer', { ...withMetrics, healthcheck: asks(metricsPort, '/health/live') }),
    detector: own('detector', {
      environment: { ...withMetrics.environment, ...peers },
      healthcheck: asks(metricsPort, '/health/live'),
    }),
    peers: own('peers', {
      environment: { ...withMetrics.environment, ...peers },
      healthcheck: asks(metricsPort, '/health/live'),
    }),
    correlator: own('correlator', { ...withMetrics, healthcheck: asks(metricsPort, '/health/live') }),
    api: own('api', {
      environment: {
        API_HOST: '0.0.0.0',
        API_PORT: '8080',
        PUBLIC_URL: `\${PUBLIC_URL:-http://localhost:${apiPort}}`,
        ALLOWED_ORIGINS: `\${ALLOWED_ORIGINS:-http://localhost:${apiPort},http://127.0.0.1:${apiPort}}`,
        ...peers,
      },
      ports: [published('api', 8080)],
      healthcheck: asks(8080, '/health/ready'),
    }),
    simulator: own('simulator', { ...withMetrics, healthcheck: asks(metricsPort, '/health/live') }),
  };
  return { name: 'citywatch', services, volumes: { kafka: {}, timescaledb: {}, secrets: {} } };
}

/** Services of the file that are built from this repository. */
export const ownServices = images.map(({ name }) => name);
