import { randomBytes } from 'node:crypto';
import { deleteTopics, ensureTopics } from '@citywatch/stream';
import { RESIDUALS_TOPIC, TOPICS, type Topic } from '@citywatch/contracts';
import { testConfig } from './config.js';

/** Topics of a test file's own: the usual names behind a random prefix. */
export interface TestTopics {
  readonly prefix: string;
  /** The full name of a topic of the system, `telemetry.grid.v1` → `test-1f….telemetry.grid.v1`. */
  name(topic: Topic): string;
  /** Deletes them all. */
  delete(): Promise<void>;
}

export interface TestTopicsOptions {
  /** Default: every topic of the system. */
  topics?: readonly Topic[];
  /** Default 2: enough to see partitions behave, and quick to make. */
  partitions?: number;
  /** Another broker than the run's, such as a private one. */
  brokers?: readonly string[];
}

/** Creates topics behind a random prefix; delete them in afterAll. */
export async function createTestTopics(options: TestTopicsOptions = {}): Promise<TestTopics> {
  const { topics = TOPICS, partitions = 2, brokers = testConfig().kafkaBrokers } = options;
  const prefix = `test-${randomBytes(5).toString('hex')}.`;
  const stream = { brokers, clientId: 'testkit' };
  const name = (topic: Topic) => prefix + topic.name;
  await ensureTopics(stream, topics, { prefix, partitions });
  return {
    prefix,
    name, // Detectors make theirs themselves.
    delete: () => deleteTopics(stream, [...topics, RESIDUALS_TOPIC].map(name)),
  };
}
