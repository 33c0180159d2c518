import { instancePorts, up, type UpResult } from './instance.js';
import { step } from './progress.js';
import type { ProcessRecord } from './records.js';
import { run } from './run.js';
import { databaseName, databaseUser, instancePaths, type Settings } from './settings.js';
import type { ServiceMode } from './start-options.js';
import { localProblem } from './timescale-install.js';
import { UserError } from './user-error.js';

const hasDocker = () =>
  run('docker', ['compose', 'version']).then(
    () => true,
    () => false,
  );

/** Kafka and TimescaleDB of `npm start`, from where `--services` says. */
export async function provideServices(
  settings: Settings,
  mode: ServiceMode,
  owner: ProcessRecord['owner'],
): Promise<UpResult> {
  const external = settings.kafkaBrokers !== undefined && settings.databaseUrl !== undefined;
  if (mode === 'external' && !external)
    throw new UserError('--services external needs KAFKA_BROKERS and DATABASE_URL, and one of them is not set.');
  if (mode === 'docker') return docker(settings);
  if (mode === 'auto' && !external) {
    const problem = await localProblem(settings);
    if (problem && (await hasDocker())) return docker(settings);
  }
  return up(settings, 'main', owner);
}

/**
 * The two services as containers of docker-compose.yml, on the same ports of loopback; they outlive `npm start`. The one that
 * KAFKA_BROKERS or DATABASE_URL names is not needed.
 */
async function docker(settings: Settings): Promise<UpResult> {
  const advice = 'Docker with its compose plugin is needed: https://docs.docker.com/engine/install';
  const compose = (...args: string[]) => run('docker', ['compose', ...args], { cwd: settings.root, advice });
  const ports = await instancePorts(settings, instancePaths(settings.root, 'main'));
  const needed = [
    ...(settings.kafkaBrokers === undefined ? ['kafka'] : []),
    ...(settings.databaseUrl === undefined ? ['timescaledb'] : []),
  ];
  await step(`${needed.join(' and ')} (docker)`, () => compose('up', '--detach', '--wait', ...needed));
  const password = async () =>
    (await compose('exec', '-T', 'timescaledb', 'cat', '/run/citywatch/database-password')).trim();
  return {
    urls: {
      kafkaBrokers: settings.kafkaBrokers ?? `127.0.0.1:${ports.kafka}`,
      databaseUrl:
        settings.databaseUrl ??
        `postgres://${databaseUser}:${encodeURIComponent(await password())}@127.0.0.1:${ports.database}/${databaseName}`,
      apiUrl: `http://127.0.0.1:${ports.api}`,
    },
    ports,
    started: [],
  };
}
