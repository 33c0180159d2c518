import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { jest } from '@jest/globals';
import { createTestDatabase, createTestTopics, testConfig, waitFor } from '@citywatch/testkit';
import { Harness, messageOf, reportOf } from '../testing/harness.service.js';

jest.setTimeout(60_000);

/** Passes everything to the database, but cuts the next `cuts` commits of it off: before the server sees them, or after. */
class CuttingProxy {
  cuts = 0;
  done = 0;
  /** Whether the server gets the commit whose answer is lost. */
  forward = true;
  readonly #server: Server;

  constructor(target: URL) {
    this.#server = createServer((client) => {
      const server = connect(Number(target.port), target.hostname);
      const end = (): void => void (client.destroy(), server.destroy());
      for (const socket of [client, server]) socket.on('error', end).on('close', end);
      let isCut = false;
      client.on('data', (data) => {
        if (this.cuts > 0 && data.includes('commit\0')) {
          this.cuts--;
          this.done++;
          isCut = true;
          if (!this.forward) return end();
        }
        server.write(data);
      });
      server.on('data', (data) => (isCut ? end() : client.write(data)));
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

it.each([
  ['done, but its answer was lost', true],
  ['lost before the server saw it', false],
])('a commit that was %s: each message counts once, also without a unique index', async (_, forward) => {
  const [database, topics] = await Promise.all([createTestDatabase(), createTestTopics()]);
  const direct = new URL(database.url);
  const proxy = new CuttingProxy(direct);
  const through = new URL(database.url);
  through.port = String(await proxy.listen());
  const harness = new Harness({ brokers: testConfig().kafkaBrokers, databaseUrl: database.url, prefix: topics.prefix });
  try {
    // Without the index nothing but the offset could keep a row from being stored twice.
    await harness.pool.query('drop index observation_once');
    proxy.forward = forward;
    const writer = harness.startWriter({ DATABASE_URL: through.href, LATEST_INTERVAL_MS: '60000' });
    const start = Date.now() - 3_600_000;
    let sent = 0;
    for (let round = 0; round < 5; round++) {
      proxy.cuts = 1;
      const messages = ['a', 'b', 'c'].map((thing) =>
        messageOf(reportOf(thing, { phenomenonTime: new Date(start + sent * 1_000).toISOString() })),
      );
      await harness.send(messages);
      sent += messages.length;
      await waitFor(() => harness.isSettled(), { what: 'every message is accounted for' });
    }
    expect(proxy.done).toBeGreaterThanOrEqual(4);
    expect(await harness.totals()).toEqual({ consumed: sent, stored: sent, duplicate: 0, quarantined: 0, rows: sent });
    const { rows } = await harness.pool.query('select count(*)::int as n from observation');
    expect(rows).toEqual([{ n: sent }]);
    await harness.stopWriter(writer);
  } finally {
    await harness.close();
    await proxy.close();
    await Promise.all([database.drop(), topics.delete()]);
  }
});
