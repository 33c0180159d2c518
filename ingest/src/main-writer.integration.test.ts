import { jest } from '@jest/globals';
import { createTestDatabase, createTestTopics, testConfig, waitFor, freePort } from '@citywatch/testkit';
import { Harness, messageOf, reportOf } from './testing/harness.service.js';
import { WriterProcess } from './testing/writer-process.service.js';

jest.setTimeout(60_000);

describe('the writer process', () => {
  it.each([
    ['KAFKA_BROKERS', ''],
    ['DATABASE_URL', 'somewhere'],
    ['UNKNOWN_THINGS', 'perhaps'],
  ])('does not start where %s is "%s", and names it', async (name, value) => {
    const good = { KAFKA_BROKERS: '127.0.0.1:1', DATABASE_URL: 'postgres://127.0.0.1:1/x' };
    const writer = new WriterProcess({ ...good, [name]: value });
    await waitFor(() => !writer.isRunning, { what: 'it ends by itself' });
    expect(await writer.end('SIGTERM')).toBe('1');
    expect(writer.output).toContain(name);
  });

  it('tells its health and its account over HTTP, and ends with 0 when it is asked to', async () => {
    const [database, topics, port] = await Promise.all([createTestDatabase(), createTestTopics(), freePort()]);
    const harness = new Harness({
      brokers: testConfig().kafkaBrokers,
      databaseUrl: database.url,
      prefix: topics.prefix,
    });
    const writer = new WriterProcess(harness.environment({ METRICS_PORT: String(port) }));
    const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);
    try {
      await waitFor(async () => (await get('/health/ready')).status === 200, { what: 'it is ready' });
      expect((await get('/health/live')).status).toBe(200);
      expect((await get('/other')).status).toBe(404);
      await harness.send([messageOf(reportOf('a')), { key: 'a', value: 'nonsense' }]);
      await waitFor(() => harness.isSettled(), { what: 'both messages are accounted for' });
      const metrics = await (await get('/metrics')).text();
      expect(metrics).toContain('citywatch_writer_messages_total{outcome="stored"} 1');
      expect(metrics).toContain('citywatch_writer_messages_total{outcome="quarantined"} 1');
      expect(metrics).toContain('citywatch_writer_quarantined_total{code="malformed-json"} 1');
      expect(await writer.end('SIGTERM')).toBe('0');
    } finally {
      await writer.end('SIGKILL');
      await harness.close();
      await Promise.all([database.drop(), topics.delete()]);
    }
  });

  it('waits for Kafka and the database as long as it takes, and ends at once when it is asked to', async () => {
    const writer = new WriterProcess({
      KAFKA_BROKERS: '127.0.0.1:1',
      DATABASE_URL: 'postgres://127.0.0.1:1/x',
      LOG_LEVEL: 'warn',
    });
    await waitFor(() => writer.output.includes('trying again'), { what: 'it says what is missing' });
    expect(writer.isRunning).toBe(true);
    expect(await writer.end('SIGTERM')).toBe('0');
  });
});
