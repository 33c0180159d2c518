import { jest } from '@jest/globals';
import { THINGS_TOPIC, type Topic } from '@citywatch/contracts';
import { createTestTopics, testConfig, waitFor, type TestTopics } from '@citywatch/testkit';
import { deleteTopics, ensureTopics } from './admin.js';
import { createConsumer, type StreamConsumer } from './consumer.js';
import type { ConsumerOptions } from './consumer-options.js';
import type { StreamMessage } from './stream-message.js';
import { createProducer, type StreamProducer } from './producer.js';
import type { StreamConfig } from './stream-config.js';

jest.setTimeout(60_000);

const TOPIC: Topic = { name: 'messages', partitions: 4, cleanup: 'delete' };
let config: StreamConfig;
let topics: TestTopics;
let topic: string;
let producer: StreamProducer;
const consumers: StreamConsumer[] = [];

beforeEach(async () => {
  config = { brokers: testConfig().kafkaBrokers, clientId: 'messages-test' };
  topics = await createTestTopics({ topics: [TOPIC], partitions: TOPIC.partitions });
  topic = topics.name(TOPIC);
  producer = createProducer(config);
});

afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  await producer.close();
  await topics.delete();
});

const send = (count: number) =>
  producer.send([{ topic, messages: Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: `${i}` })) }]);

function consume(options: Partial<ConsumerOptions> & Pick<ConsumerOptions, 'eachBatch'>): StreamConsumer {
  const loadOffsets = async (): Promise<Map<number, number>> => new Map();
  const consumer = createConsumer({ config, groupId: topics.prefix, topics: [topic], loadOffsets, ...options });
  consumers.push(consumer);
  return consumer;
}

describe('messages', () => {
  async function roundTrip(count: number): Promise<StreamMessage[]> {
    const seen: StreamMessage[] = [];
    const consumer = consume({ eachBatch: async (batch) => void seen.push(...batch.messages) });
    await consumer.start();
    await waitFor(() => seen.length >= count, { what: `${count} messages` });
    return seen;
  }

  it('keep their key, bytes, time and headers; tombstones stay null', async () => {
    const bytes = Buffer.from([0, 255, 10, 128]);
    await producer.send([
      {
        topic,
        messages: [
          { key: 'k', value: bytes, timestamp: 1_764_072_000_123, headers: { a: 'ü', b: '' } },
          { key: 'k', value: null },
          { key: null, value: '' },
        ],
      },
    ]);
    const seen = await roundTrip(3);
    const [full, tombstone] = seen.filter((m) => m.key !== null);
    expect(full).toMatchObject({ value: bytes, timestamp: 1_764_072_000_123, headers: { a: 'ü', b: '' } });
    expect(String(full.key)).toBe('k');
    expect(tombstone.value).toBeNull();
    expect(seen.find((m) => m.key === null)?.value).toHaveLength(0);
  });

  it('larger than a fetch still come; beyond the broker’s limit they are refused, naming the size', async () => {
    const large = Buffer.alloc(900_000, 'x');
    await producer.send([
      {
        topic,
        messages: [
          { key: 'a', value: large },
          { key: 'a', value: 'small' },
        ],
      },
    ]);
    const refused = producer.send([{ topic, messages: [{ key: 'a', value: Buffer.alloc(20_000_000) }] }]);
    await expect(refused).rejects.toMatchObject({ code: 'message-too-large', retriable: false });
    await expect(refused).rejects.toThrow(/20000\d{3} bytes/);
    const seen: StreamMessage[] = [];
    await consume({
      maxBytesPerPartition: 1_000,
      eachBatch: async (batch) => void seen.push(...batch.messages),
    }).start();
    await waitFor(() => seen.length === 2, { what: 'both messages' });
    expect(seen.map((m) => m.value?.length)).toEqual([900_000, 5]);
  });

  it('of one batch beyond a request’s size arrive whole and in order', async () => {
    const small = createProducer(config, { maxBatchBytes: 2_000, gzip: true });
    const messages = Array.from({ length: 300 }, (_, i) => ({ key: 'same', value: `${i}` }));
    await small.send([{ topic, messages }]);
    await small.close();
    expect((await roundTrip(300)).map((m) => String(m.value))).toEqual(messages.map((m) => m.value));
  });

  it('for a topic that does not exist are refused, naming it', async () => {
    const refused = producer.send([{ topic: `${topics.prefix}nowhere`, messages: [{ key: null, value: 'x' }] }]);
    await expect(refused).rejects.toMatchObject({ code: 'unknown-topic', message: expect.stringContaining('nowhere') });
  });
});

describe('a topic that does not exist yet', () => {
  it('is named once and waited for', async () => {
    const name = `${topics.prefix}later`;
    const lines: string[] = [];
    const seen: StreamMessage[] = [];
    const consumer = consume({
      config: { ...config, log: (level, message) => level !== 'debug' && lines.push(`${level} ${message}`) },
      topics: [topic, name],
      tuning: { reconnect: { first: 50, max: 200 } },
      eachBatch: async (batch) => void seen.push(...batch.messages),
    });
    const started = consumer.start();
    await waitFor(() => consumer.health().rebuilt >= 2, { what: 'two attempts', timeout: 40_000 });
    expect(lines).toEqual([expect.stringMatching(/^warn Kafka consumer .*later does not exist; trying again/)]);
    await ensureTopics(config, [{ name, partitions: 1, cleanup: 'delete' }]);
    await producer.send([{ topic: name, messages: [{ key: null, value: 'x' }] }]);
    await started;
    await waitFor(() => seen.length === 1, { what: 'its message' });
    await consumer.stop();
    await deleteTopics(config, [name]);
  });
});

describe('compacted topics', () => {
  it('are read like others', async () => {
    const compact = await createTestTopics({ topics: [THINGS_TOPIC], partitions: 1 });
    const name = compact.name(THINGS_TOPIC);
    await producer.send([
      {
        topic: name,
        messages: [
          { key: 'a', value: '1' },
          { key: 'a', value: '2' },
        ],
      },
    ]);
    let last = '';
    await consume({
      topics: [name],
      eachBatch: async (batch) => void (last = String(batch.messages.at(-1)?.value)),
    }).start();
    await waitFor(() => last === '2', { what: 'the last value' });
    await compact.delete();
  });
});

describe('control', () => {
  it('pauses and resumes partitions', async () => {
    const seen = new Set<number>();
    const consumer = consume({ eachBatch: async (batch) => void seen.add(batch.partition) });
    consumer.pause(topic, [0, 1]);
    await consumer.start();
    await send(100);
    await waitFor(() => seen.size === 2, { what: 'two partitions' });
    expect([...seen].sort()).toEqual([2, 3]);
    consumer.resume(topic);
    await waitFor(() => seen.size === 4, { what: 'all partitions' });
  });

  it('finishes the batch in work when it is stopped', async () => {
    await send(10);
    let started = 0;
    let finished = 0;
    const consumer = consume({
      eachBatch: async () => {
        started++;
        await new Promise((resolve) => setTimeout(resolve, 200));
        finished++;
      },
    });
    await consumer.start();
    await waitFor(() => started === 1, { what: 'a batch in work' });
    await consumer.stop();
    expect({ started, finished }).toEqual({ started: 1, finished: 1 });
  });

  it('keeps its place in the group during a batch longer than the session', async () => {
    await send(1);
    let done = false;
    const stale: boolean[] = [];
    const consumer = consume({
      // 6 s is the broker's least session.
      tuning: { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 500 },
      eachBatch: async (_, control) => {
        await new Promise((resolve) => setTimeout(resolve, 7_500));
        stale.push(control.isStale());
        done = true;
      },
    });
    await consumer.start();
    await waitFor(() => done, { what: 'the long batch' });
    expect(stale).toEqual([false]);
  });
});
