import { createTestDatabase, waitFor, type TestDatabase } from '@citywatch/testkit';
import { copyBuffer } from './copy.js';
import { isRetriable, isUniqueViolation } from './errors.js';
import { listen } from './listen.js';
import { createPool, transaction, type Pool } from './pool.js';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  pool = createPool({ url: database.url, max: 3, statementTimeoutMs: 2_000, idleInTransactionTimeoutMs: 1_000 });
  await pool.query('create table item (id int primary key)');
});
beforeEach(() => pool.query('truncate item'));
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const ids = async (): Promise<number[]> =>
  (await pool.query<{ id: number }>('select id from item order by id')).rows.map(({ id }) => id);

describe('transaction', () => {
  it('commits, and rolls back what throws', async () => {
    expect(
      await transaction(pool, async (client) => client.query('insert into item values (1)').then(() => 'done')),
    ).toBe('done');
    await expect(
      transaction(pool, async (client) => {
        await client.query('insert into item values (2)');
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await ids()).toEqual([1]);
  });

  it('does not call a transaction done in which a statement failed unnoticed', async () => {
    const swallowing = transaction(pool, async (client) => {
      await client.query('insert into item values (1)');
      await client.query('select 1 / 0').catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow(/ended in ROLLBACK/);
    expect(await ids()).toEqual([]);
  });

  it('survives its backend being killed, and says that it may be tried again', async () => {
    const killed = transaction(pool, (client) => client.query('select pg_terminate_backend(pg_backend_pid())'));
    const error: unknown = await killed.catch((reason: unknown) => reason);
    expect(isRetriable(error)).toBe(true);
    expect(await ids()).toEqual([]);
  });

  it('ends a statement that takes too long, and a transaction that does nothing', async () => {
    const slow: unknown = await pool.query('select pg_sleep(20)').catch((reason: unknown) => reason);
    expect(isRetriable(slow)).toBe(true);
    const idle = transaction(pool, async (client) => {
      const lost = new Promise((resolve) => client.once('end', resolve));
      await lost;
      await client.query('insert into item values (1)');
    });
    await expect(idle).rejects.toThrow();
    expect(await ids()).toEqual([]);
  });
});

describe('copyBuffer', () => {
  const copy = (text: string) =>
    transaction(pool, (client) => copyBuffer(client, 'copy item from stdin', Buffer.from(text)));

  it('stores rows, and nothing where one is refused; the pool works on', async () => {
    await copy('1\n2\n');
    const doubled: unknown = await copy('3\n2\n').catch((reason: unknown) => reason);
    expect(isUniqueViolation(doubled)).toBe(true);
    await expect(copy('4\nfive\n')).rejects.toThrow(/invalid input syntax/);
    expect(await ids()).toEqual([1, 2]);
  });

  it('throws when its backend is killed', async () => {
    const error = await transaction(pool, async (locker) => {
      await locker.query('lock table item');
      const copying = copy('1\n').catch((reason: unknown) => reason);
      await waitFor(
        async () => {
          const { rows } = await pool.query<{ killed: boolean }>(
            `select pg_terminate_backend(pid) as killed from pg_stat_activity
             where datname = current_database() and query like 'copy%' and wait_event_type = 'Lock'`,
          );
          return rows[0]?.killed;
        },
        { what: 'the COPY waits and is killed', interval: 5 },
      );
      return copying;
    });
    expect(isRetriable(error)).toBe(true);
    expect(await ids()).toEqual([]);
  });
});

it('listen hears again after its connection was killed', async () => {
  const heard: string[] = [];
  let listening = 0;
  const listener = listen({
    url: database.url,
    channels: ['catalogue'],
    maxDelayMs: 50,
    onNotify: (channel, payload) => heard.push(`${channel} ${payload}`),
    onListening: () => listening++,
  });
  try {
    await waitFor(() => listening === 1, { what: 'listening' });
    await pool.query("select pg_notify('catalogue', 'a')");
    await waitFor(() => heard.length === 1, { what: 'the first notification' });
    await pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'citywatch-listen' and datname = current_database()",
    );
    await waitFor(() => listening === 2, { what: 'listening again' });
    await pool.query("select pg_notify('catalogue', 'b')");
    await waitFor(() => heard.length === 2, { what: 'the second notification' });
    expect(heard).toEqual(['catalogue a', 'catalogue b']);
  } finally {
    await listener.close();
  }
});
