import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';

const bootstrap = join(import.meta.dirname, '..', '..', '..', 'infra', 'local', 'bootstrap.mjs');

export type Service = 'kafka' | 'timescaledb';
/** `fast` is the graceful restart, `immediate` PostgreSQL's without a checkpoint, `kill` a kill -9. */
export type RestartMode = 'fast' | 'immediate' | 'kill';

/** A Kafka and a TimescaleDB of a test's own, to be broken without harming the tests beside it. */
export interface PrivateServices {
  /** Name of the instance, as `npm run stack -- … --instance` takes it. */
  readonly instance: string;
  readonly kafkaBrokers: string[];
  readonly databaseUrl: string;
  /** Ends the service in the given way and starts it again; resolves when it answers. */
  restart(service: Service, mode: RestartMode): Promise<void>;
  /** Process id of a running service, to signal it directly. */
  pid(service: Service): Promise<number>;
  /** Ends both and drops their data. */
  stop(): Promise<void>;
}

interface Status {
  kafkaBrokers: string;
  databaseUrl: string;
  processes: { name: string; pid: number | null }[];
}

async function stack(...args: string[]): Promise<string> {
  // The services of the run must not be used in place of private ones.
  const env = { ...process.env, KAFKA_BROKERS: '', DATABASE_URL: '', NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)(process.execPath, [bootstrap, 'stack', ...args], { env });
  return stdout;
}

/** Starts a Kafka and a TimescaleDB of their own; takes about 5 s. The database `databaseUrl` names is empty. */
export async function startPrivateServices(): Promise<PrivateServices> {
  const name = `private-${randomBytes(4).toString('hex')}`;
  const instance = ['--instance', name];
  const status = async () => JSON.parse(await stack('status', '--json', ...instance)) as Status;
  const stop = async () => void (await stack('reset', ...instance));
  let first: Status;
  try {
    await stack('up', ...instance);
    first = await status();
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
  return {
    instance: name,
    kafkaBrokers: first.kafkaBrokers.split(','),
    databaseUrl: first.databaseUrl,
    restart: async (service, mode) => void (await stack('restart', service, '--mode', mode, ...instance)),
    pid: async (service) => {
      const pid = (await status()).processes.find(({ name }) => name === service)?.pid;
      if (!pid) throw new Error(`${service} does not run.`);
      return pid;
    },
    stop,
  };
}
