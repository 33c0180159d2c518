import { jest } from '@jest/globals';
import type { Topic } from '@citywatch/contracts';
import { createTestTopics, testConfig, waitFor, type TestTopics } from '@citywatch/testkit';
import type { StreamConsumer } from './consumer.js';
import { createProducer, type StreamProducer } from './producer.js';
import { createReader, type ReaderOptions } from './reader.js';
import type { StreamConfig } from './stream-config.js';
import { topicOffsets } from './admin.js';

jest.setTimeout(60_000);

const TOPIC: Topic = { name: 'reader', partitions: 3, cleanup: 'delete' };
let config: StreamConfig;
let topics: TestTopics;
let topic: string;
let producer: StreamProducer;
const readers: StreamConsumer[] = [];

beforeEach(async () => {
  config = { brokers: testConfig().kafkaBrokers, clientId: 'reader-test' };
  topics = await createTestTopics({ topics: [TOPIC], partitions: 3 });
  topic = topics.name(TOPIC);
  producer = createProducer(config);
});

afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.stop()));
  await producer.close();
  await topics.delete();
});

async function read(from: ReaderOptions['from']): Promise<string[]> {
  const seen: string[] = [];
  const reader = createReader({
    config,
    topics: [topic],
    from,
    eachBatch: async (batch) => void seen.push(...batch.messages.map((m) => String(m.value))),
  });
  readers.push(reader);
  await reader.start();
  return seen;
}

const send = (values: number[], timestamp?: number) =>
  producer.send([
    { topic, messages: values.map((v) => ({ key: `k${v}`, value: `${v}`, ...(timestamp && { timestamp }) })) },
  ]);

const all = (seen: string[], count: number) =>
  waitFor(() => seen.length >= count && [...seen].map(Number).sort((a, b) => a - b), { what: `${count} messages` });

it('two readers each see everything', async () => {
  await send([1, 2, 3, 4, 5, 6]);
  const [a, b] = [await read('beginning'), await read('beginning')];
  expect(await all(a, 6)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await all(b, 6)).toEqual([1, 2, 3, 4, 5, 6]);
});

it('from the end only what is new, also after a start that had nothing to read', async () => {
  await send([1, 2, 3]);
  const seen = await read('end');
  await send([4, 5]);
  expect(await all(seen, 2)).toEqual([4, 5]);
});

it('from a time and from given offsets', async () => {
  const hour = 3_600_000;
  const base = Date.now() - 10 * hour;
  await send([1, 2, 3], base);
  await send([4, 5, 6], base + hour);
  expect(await all(await read({ timestamp: base + hour }), 3)).toEqual([4, 5, 6]);
  const partition = (await topicOffsets(config, topic)).find((row) => row.high > 0)?.partition ?? 0;
  const high = (await topicOffsets(config, topic))[partition].high;
  const seen = await read(new Map([[topic, new Map([[partition, high - 1]])]]));
  await waitFor(() => seen.length === 1, { what: 'the last message of the one partition' });
  await send([7]);
  await waitFor(() => seen.includes('7'), { what: 'a new message' });
  expect(seen).toHaveLength(2);
});
