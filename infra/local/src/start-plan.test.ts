import { parseStartOptions } from './start-options.js';
import { planProcesses } from './start-plan.js';
import { restartDelay } from './supervisor.js';

const plan = (args: string[], metricsPort = 0, env: NodeJS.ProcessEnv = {}) =>
  planProcesses({
    options: parseStartOptions(args),
    urls: { kafkaBrokers: 'k:1', databaseUrl: 'postgres://d', apiUrl: 'http://127.0.0.1:9' },
    ports: { api: 9, kafka: 1, kafkaController: 2, database: 3 },
    metricsPort,
    env: { LOG_LEVEL: 'debug', ...env },
    firstAdminLinkFile: '/link',
  });
const names = (args: string[]) => plan(args).map(({ name }) => name);

describe('planProcesses', () => {
  it('starts the whole system with a simulated city', () => {
    expect(names([])).toEqual(['api', 'writer', 'detector', 'correlator', 'peers', 'simulator']);
  });

  it('leaves the simulator out, and replays', () => {
    expect(names(['--no-simulator'])).toEqual(['api', 'writer', 'detector', 'correlator', 'peers']);
    const replay = plan(['--no-simulator', '--replay', 'a.csv', 'b.csv']).at(-1);
    expect(replay).toMatchObject({ name: 'replay', args: ['a.csv', 'b.csv'], once: true });
  });

  it('compares nobody with neighbours where that is off', () => {
    expect(plan([], 0, { PEERS: 'off' }).map(({ name }) => name)).not.toContain('peers');
  });

  it('tells every process where the services are, and passes the environment on', () => {
    for (const { env } of plan([]))
      expect(env).toMatchObject({ KAFKA_BROKERS: 'k:1', DATABASE_URL: 'postgres://d', LOG_LEVEL: 'debug' });
    expect(plan([])[0]?.env).toMatchObject({ API_PORT: '9', FIRST_ADMIN_LINK_FILE: '/link' });
  });

  it('gives the simulator its size and seed only where they are asked for', () => {
    expect(plan([]).at(-1)?.args).toEqual([]);
    expect(plan(['--sensors', '5000', '--seed', '0']).at(-1)?.args).toEqual(['--sensors', '5000', '--seed', '0']);
  });

  it('gives each process its own metrics port, or none', () => {
    const ports = (first: number) => plan([], first).flatMap(({ env }) => env['METRICS_PORT'] ?? []);
    expect(ports(9464)).toEqual(['9464', '9465', '9466', '9468', '9467']);
    expect(ports(0)).toEqual(['0', '0', '0', '0', '0']);
  });
});

describe('restartDelay', () => {
  it('doubles up to half a minute', () => {
    expect([1, 2, 3, 6, 7, 100].map(restartDelay)).toEqual([500, 1000, 2000, 16_000, 30_000, 30_000]);
  });
});
