import { THINGS_TOPIC } from '@citywatch/contracts';
import { topicOffsets } from '@citywatch/stream';
import { testConfig } from './config.js';
import { createTestTopics } from './topics.js';
import { waitFor } from './wait-for.js';

describe('test topics', () => {
  it('are there until they are deleted', async () => {
    const topics = await createTestTopics({ topics: [THINGS_TOPIC], partitions: 3 });
    const stream = { brokers: testConfig().kafkaBrokers, clientId: 'testkit-test' };
    const name = topics.name(THINGS_TOPIC);
    expect(name).toMatch(/^test-[0-9a-f]{10}\.things\.v1$/);
    const offsets = await waitFor(() => topicOffsets(stream, name), { what: 'the topic has its leaders' });
    expect(offsets).toHaveLength(3);
    await topics.delete();
    await expect(topicOffsets(stream, name)).rejects.toThrow();
  });
});
