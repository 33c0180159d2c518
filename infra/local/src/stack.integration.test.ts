import { execFile } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPrivateServices, type PrivateServices } from '@citywatch/testkit';
import { createPool } from '@citywatch/timescale';
import { ensureTopics, topicOffsets } from '@citywatch/stream';

const root = join(import.meta.dirname, '..', '..', '..');

async function ask(url: string, sql: string): Promise<unknown[]> {
  const pool = createPool({ url, max: 1 });
  try {
    return (await pool.query(sql)).rows;
  } finally {
    await pool.end();
  }
}

async function stack(...args: string[]): Promise<string> {
  const env = { ...process.env, KAFKA_BROKERS: '', DATABASE_URL: '', NODE_OPTIONS: '' };
  const command = [join(root, 'infra/local/bootstrap.mjs'), 'stack', ...args];
  return (await promisify(execFile)(process.execPath, command, { env })).stdout;
}

describe('the local stack', () => {
  let services: PrivateServices;
  const stream = () => ({ brokers: services.kafkaBrokers, clientId: 'stack-test' });
  const topic = { name: 'kept', partitions: 2, cleanup: 'delete' } as const;
  const keeps = async () => {
    expect(await ask(services.databaseUrl, 'select * from kept')).toEqual([{ n: 1 }]);
    expect(await topicOffsets(stream(), topic.name)).toHaveLength(2);
  };

  beforeAll(async () => {
    services = await startPrivateServices();
    await ask(services.databaseUrl, 'create table kept as select 1 as n');
    await ensureTopics(stream(), [topic]);
  }, 120_000);
  afterAll(() => services?.stop(), 60_000);

  it('has TimescaleDB, and a password that only its owner can read', async () => {
    const extension = `select name from pg_available_extensions where name = 'timescaledb'`;
    expect(await ask(services.databaseUrl, extension)).toHaveLength(1);
    const file = join(root, '.local', services.instance, 'database-password');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const wrong = services.databaseUrl.replace(/:[^:@/]*@/, ':wrong@');
    await expect(ask(wrong, 'select 1')).rejects.toThrow('password authentication failed');
  });

  it('prints its addresses and processes for programs', async () => {
    const status = JSON.parse(await stack('status', '--json', '--instance', services.instance)) as object;
    expect(status).toEqual({
      kafkaBrokers: services.kafkaBrokers.join(','),
      databaseUrl: services.databaseUrl,
      apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      processes: [
        { name: 'timescaledb', pid: await services.pid('timescaledb'), state: 'running' },
        { name: 'kafka', pid: await services.pid('kafka'), state: 'running' },
      ],
    });
  });

  it.each(['fast', 'immediate', 'kill'] as const)(
    'keeps its data over a restart of TimescaleDB: %s',
    async (mode) => {
      await services.restart('timescaledb', mode);
      await keeps();
    },
    60_000,
  );

  it.each(['fast', 'kill'] as const)(
    'keeps its data over a restart of Kafka: %s',
    async (mode) => {
      await services.restart('kafka', mode);
      await keeps();
    },
    60_000,
  );

  it('comes up again after a kill -9 that nobody saw, with a pid file that names another process', async () => {
    const folder = join(root, '.local/timescale/root/var/lib/citywatch', services.instance);
    const installed = join(root, '.local', services.instance, 'postgres');
    const pidFile = join(existsSync(folder) ? folder : installed, 'postmaster.pid');
    for (const service of ['timescaledb', 'kafka'] as const) process.kill(await services.pid(service), 'SIGKILL');
    writeFileSync(pidFile, `${process.pid}\n`);
    await stack('up', '--instance', services.instance);
    await keeps();
  }, 90_000);

  it('says what is wrong with a command', async () => {
    const refused = { code: 1, stderr: expect.stringContaining('"upp" is no command of the stack.') as string };
    await expect(stack('upp', '--instance', services.instance)).rejects.toMatchObject(refused);
    await expect(stack('up', '--instanze', 'x')).rejects.toMatchObject({
      stderr: expect.stringContaining("'--instanze'") as string,
    });
  });
});
