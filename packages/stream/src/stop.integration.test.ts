import { jest } from '@jest/globals';
import type { Topic } from '@citywatch/contracts';
import { createTestTopics, testConfig, waitFor } from '@citywatch/testkit';
import { createConsumer } from './consumer.js';

jest.setTimeout(60_000);

const TOPIC: Topic = { name: 'stop', partitions: 2, cleanup: 'delete' };

// kafkajs ignores a stop during its first join: the member lived on, held its partitions and read nothing.
it('a consumer that is stopped while it joins holds no partition', async () => {
  const topics = await createTestTopics({ topics: [TOPIC], partitions: TOPIC.partitions });
  const make = () =>
    createConsumer({
      config: { brokers: testConfig().kafkaBrokers, clientId: 'stop', log: () => undefined },
      groupId: topics.prefix,
      topics: [topics.name(TOPIC)],
      loadOffsets: async () => new Map(),
      eachBatch: async () => undefined,
      tuning: { sessionTimeoutMs: 6_000 },
    });
  for (const pause of [0, 5, 20, 40, 80, 160]) {
    const [stays, goes] = [make(), make()];
    const started = Promise.all([stays.start(), goes.start()]);
    await new Promise((resolve) => setTimeout(resolve, pause));
    await goes.stop();
    await started;
    try {
      // Less than the session's 6 s: a member that was left behind would be expelled then, if it sent no heartbeats.
      await waitFor(() => stays.health().assigned.length === 2, {
        what: 'all partitions for the one that stays',
        timeout: 5_000,
      });
    } finally {
      await stays.stop();
    }
  }
  await topics.delete();
});
