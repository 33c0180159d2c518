import { jest } from '@jest/globals';
import type { Topic } from '@citywatch/contracts';
import { createTestTopics, testConfig, waitFor, type TestTopics } from '@citywatch/testkit';
import { createConsumer, type StreamConsumer } from './consumer.js';
import type { ConsumerOptions, OffsetReset } from './consumer-options.js';
import { StreamError } from './errors.js';
import type { PartitionBatch } from './partition-batch.js';
import { createProducer, type StreamProducer } from './producer.js';
import type { StreamConfig } from './stream-config.js';

jest.setTimeout(60_000);

// What the rest of Citywatch relies on, checked on a real broker: another client library has to pass the same.
const TOPIC: Topic = { name: 'conformance', partitions: 4, cleanup: 'delete' };
const log: string[] = [];
let config: StreamConfig;
let topics: TestTopics;
let topic: string;
let producer: StreamProducer;
const consumers: StreamConsumer[] = [];

beforeEach(async () => {
  log.length = 0;
  config = {
    brokers: testConfig().kafkaBrokers,
    clientId: 'conformance',
    log: (level, message) => level !== 'debug' && log.push(`${level} ${message}`),
  };
  topics = await createTestTopics({ topics: [TOPIC], partitions: TOPIC.partitions });
  topic = topics.name(TOPIC);
  producer = createProducer(config);
});

afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  await producer.close();
  await topics.delete();
});

/** Offsets stored as a database would: set only where the expected one is found. */
class Store {
  readonly next = new Map<number, number>();
  readonly taken: { partition: number; from: number; to: number; by: string }[] = [];

  save(batch: PartitionBatch, by: string): void {
    const from = this.next.get(batch.partition) ?? 0;
    const fresh = batch.messages.filter((message) => message.offset >= from);
    this.next.set(batch.partition, batch.lastOffset + 1);
    if (fresh.length > 0)
      this.taken.push({ partition: batch.partition, from: fresh[0].offset, to: batch.lastOffset, by });
  }

  get count(): number {
    return this.taken.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  }

  /** Every offset from 0 once, none twice. */
  isSeamless(): boolean {
    const end = new Map<number, number>();
    for (const { partition, from, to } of this.taken) {
      if (from !== (end.get(partition) ?? 0)) return false;
      end.set(partition, to + 1);
    }
    return true;
  }
}

function consume(options: Partial<ConsumerOptions> & Pick<ConsumerOptions, 'eachBatch'>): StreamConsumer {
  const consumer = createConsumer({
    config,
    groupId: topics.prefix,
    topics: [topic],
    loadOffsets: async () => new Map(),
    ...options,
  });
  consumers.push(consumer);
  return consumer;
}

const send = (count: number, from = 0) =>
  producer.send([
    { topic, messages: Array.from({ length: count }, (_, i) => ({ key: `k${from + i}`, value: `${from + i}` })) },
  ]);

describe('offsets', () => {
  it('go on where they are stored, whoever stored them', async () => {
    await send(400);
    const store = new Store();
    const first = consume({
      loadOffsets: async () => store.next,
      eachBatch: async (batch) => store.save(batch, 'first'),
    });
    await first.start();
    await waitFor(() => store.count === 400, { what: '400 messages' });
    await first.stop();
    await send(100, 400);
    const second = consume({
      loadOffsets: async () => store.next,
      eachBatch: async (batch) => store.save(batch, 'second'),
    });
    await second.start();
    await waitFor(() => store.count === 500, { what: '100 more messages' });
    expect(store.isSeamless()).toBe(true);
    expect(first.health().state).toBe('stopped');
    expect(second.health()).toMatchObject({ state: 'running', waiting: [], rebuilt: 0 });
    expect(second.health().assigned).toHaveLength(4);
  });

  it('begin at the end where that is asked for and nothing is stored', async () => {
    await send(50);
    const seen: string[] = [];
    const consumer = consume({
      fromBeginning: false,
      eachBatch: async (batch) => void seen.push(...batch.messages.map((m) => String(m.value))),
    });
    await consumer.start();
    await send(3, 1_000);
    await waitFor(() => seen.length >= 3, { what: 'the new messages' });
    expect(seen.sort()).toEqual(['1000', '1001', '1002']);
  });

  it('that lie outside of the topic are reported and start at its oldest message', async () => {
    await send(40);
    const resets: OffsetReset[] = [];
    let read = 0;
    const consumer = consume({
      loadOffsets: async () => new Map([[0, 999]]),
      onReset: (reset) => resets.push(reset),
      eachBatch: async (batch) => void (read += batch.messages.length),
    });
    await consumer.start();
    await waitFor(() => read === 40, { what: 'all messages' });
    expect(resets).toEqual([expect.objectContaining({ topic, partition: 0, stored: 999, low: 0, next: 0 })]);
    expect(log.join()).toMatch(/made anew/);
  });

  it('are asked for again until they can be loaded', async () => {
    await send(10);
    let attempts = 0;
    let read = 0;
    const consumer = consume({
      tuning: { retry: { first: 5, max: 20 } },
      loadOffsets: async () => {
        if (++attempts < 4) throw new Error('database away');
        return new Map();
      },
      eachBatch: async (batch) => void (read += batch.messages.length),
    });
    await consumer.start();
    await waitFor(() => read === 10, { what: 'all messages' });
    expect(attempts).toBe(4);
  });
});

describe('errors of a handler', () => {
  it('that are retriable bring the batch again, from the stored offset, while other partitions go on', async () => {
    await send(200);
    const store = new Store();
    let failures = 0;
    const consumer = consume({
      tuning: { retry: { first: 5, max: 20 } },
      loadOffsets: async () => store.next,
      eachBatch: async (batch) => {
        if (batch.partition === 1 && failures < 5) {
          failures++;
          // The commit that went through although its answer was lost.
          if (failures === 3) store.save(batch, 'lost answer');
          throw new StreamError('away', 'database away', { retriable: true });
        }
        store.save(batch, 'handler');
      },
    });
    await consumer.start();
    await waitFor(() => failures === 3, { what: 'three failures' });
    await send(200, 200);
    await waitFor(() => store.count === 400 && failures === 5, { what: 'all messages' });
    expect(store.isSeamless()).toBe(true);
    await waitFor(() => consumer.health().waiting.length === 0, { what: 'nothing waits any more' });
    expect(consumer.health()).toMatchObject({ state: 'running', rebuilt: 0 });
  });

  it('that are not retriable end the consumer and say so', async () => {
    await send(10);
    const fatal: Error[] = [];
    const consumer = consume({
      onFatal: (error) => fatal.push(error),
      eachBatch: async () => {
        throw new Error('column "x" does not exist');
      },
    });
    await consumer.start();
    await waitFor(() => fatal.length > 0, { what: 'the fatal error' });
    expect(fatal.map((error) => error.message)).toEqual(['column "x" does not exist']);
    expect(consumer.health()).toMatchObject({ state: 'failed', assigned: [] });
    expect(log.join('\n')).toMatch(/ended: column "x" does not exist/);
  });
});

describe('rebalance', () => {
  it('of two consumers loses nothing and gives nothing to both', async () => {
    const store = new Store();
    const working = new Map<number, string>();
    let overlaps = 0;
    let stop = false;
    const member = (by: string) =>
      consume({
        concurrency: 2,
        loadOffsets: async () => store.next,
        eachBatch: async (batch, control) => {
          if (working.has(batch.partition)) overlaps++;
          working.set(batch.partition, by);
          await new Promise((resolve) => setTimeout(resolve, 15));
          working.delete(batch.partition);
          if (!control.isStale()) store.save(batch, by);
        },
      });
    const feed = (async () => {
      let sent = 0;
      while (!stop) {
        await send(40, sent);
        sent += 40;
      }
      return sent;
    })();
    await member('a').start();
    const b = member('b');
    await b.start();
    await waitFor(() => new Set(store.taken.map((t) => t.by)).size === 2, { what: 'both have worked' });
    await b.stop();
    const c = member('c');
    await c.start();
    await waitFor(() => store.taken.some((t) => t.by === 'c'), { what: 'the third has worked' });
    stop = true;
    const sent = await feed;
    await waitFor(() => store.count === sent, { what: 'everything is taken' });
    expect({ seamless: store.isSeamless(), overlaps }).toEqual({ seamless: true, overlaps: 0 });
  });

  it('tells who has what', async () => {
    const events: string[] = [];
    const member = (name: string) =>
      consume({
        onAssigned: (all) => events.push(`${name} has ${all.length}`),
        onRevoked: (lost) => events.push(`${name} lost ${lost.length}`),
        eachBatch: async () => undefined,
      });
    const a = member('a');
    await a.start();
    await member('b').start();
    await waitFor(() => a.health().assigned.length === 2 && events.includes('a lost 2'), { what: 'half and half' });
    expect(events[0]).toBe('a has 4');
    await a.stop();
    expect(events).toContain('b has 2');
    await waitFor(() => events.includes('b has 4'), { what: 'the rest for b' });
  });
});
