import type { Urls } from './instance.js';
import type { Ports } from './settings.js';
import type { StartOptions } from './start-options.js';
import type { ChildPlan } from './supervisor.js';

export interface PlanInput {
  options: StartOptions;
  urls: Urls;
  ports: Ports;
  /** First of five ports in a row for metrics and health; 0: none. */
  metricsPort: number;
  /** The environment of `npm start`, which reaches every process. */
  env: NodeJS.ProcessEnv;
  firstAdminLinkFile: string;
}

const loopbackNames = ['localhost', '127.0.0.1'];

/** The address that people type. */
export const publicUrl = (env: NodeJS.ProcessEnv, port: number): string =>
  env['PUBLIC_URL'] || `http://localhost:${port}`;

/**
 * The processes of `npm start`, with their environment: what somebody has set reaches them. Where the services are, and ports, come from
 * the same variables (`parseSettings`, `instanceUrls`). NODE_ENV is no setting of ours: what a shell has for other programs would only
 * make ours slower.
 */
export function planProcesses({ options, urls, ports, metricsPort, env, firstAdminLinkFile }: PlanInput): ChildPlan[] {
  const common = { ...env, KAFKA_BROKERS: urls.kafkaBrokers, DATABASE_URL: urls.databaseUrl, NODE_ENV: 'production' };
  const plan = (name: string, entry: string, more: NodeJS.ProcessEnv = {}, args: string[] = []): ChildPlan => ({
    name,
    entry,
    args,
    env: { ...common, ...more },
  });
  const metrics = (index: number) => ({ METRICS_PORT: String(metricsPort === 0 ? 0 : metricsPort + index) });
  const option = (name: string, value: number | undefined) => (value === undefined ? [] : [`--${name}`, String(value)]);
  return [
    plan('api', 'backend/dist/main-api.js', {
      API_PORT: String(ports.api),
      PUBLIC_URL: publicUrl(env, ports.api),
      // People type either name of this machine.
      ALLOWED_ORIGINS: env['ALLOWED_ORIGINS'] || loopbackNames.map((name) => `http://${name}:${ports.api}`).join(','),
      FIRST_ADMIN_LINK_FILE: firstAdminLinkFile,
    }),
    plan('writer', 'ingest/dist/main-writer.js', metrics(0)),
    plan('detector', 'backend/dist/main-detector.js', metrics(1)),
    plan('correlator', 'backend/dist/main-correlator.js', metrics(2)),
    // With PEERS=off it would only wait.
    ...(env['PEERS'] === 'off' ? [] : [plan('peers', 'backend/dist/main-peers.js', metrics(4))]),
    ...(options.simulator
      ? [
          plan('simulator', 'ingest/dist/main-simulate.js', metrics(3), [
            ...option('sensors', options.sensors),
            ...option('seed', options.seed),
          ]),
        ]
      : []),
    ...(options.replay.length
      ? [
          {
            ...plan('replay', 'ingest/dist/main-replay.js', { METRICS_PORT: '0' }, options.replay),
            once: true,
          },
        ]
      : []),
  ];
}
