import { DOMAINS, parseReport, TELEMETRY_TOPICS } from '@citywatch/contracts';
import { createConsumer, type PartitionBatch } from '@citywatch/stream';
import { fillTopics } from './ingest-run.js';
import { sampleMessage } from './messages.js';
import { figure, median, type Result } from './result.js';
import { withServices, type BenchServices } from './services.js';

const MESSAGES = 300_000;
const ROUNDS = 3;
const PREFIX = 'bench.';

/** What a message costs before anything is done with it: fetched, decoded, and then also parsed. */
export async function benchConsumer(): Promise<Result> {
  return withServices(async (services) => {
    const from = Date.now() - 7_200_000;
    await fillTopics(services, PREFIX, MESSAGES, (index) => sampleMessage(index, 3_000, from, 60_000));
    const bare: number[] = [];
    const parsed: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(await drain(services, `bare${round}`, () => undefined));
      parsed.push(await drain(services, `parsed${round}`, parseAll));
    }
    return {
      name: 'consumer',
      method: `${MESSAGES.toLocaleString('en-US')} telemetry messages in 18 partitions read by one consumer of packages/stream; CPU of its process, median of ${ROUNDS} rounds.`,
      figures: [
        figure('fetched and decoded', median(bare), 'µs of CPU a message'),
        figure('fetched, decoded and parsed', median(parsed), 'µs of CPU a message'),
      ],
    };
  });
}

function parseAll({ topic, messages }: PartitionBatch): void {
  const domain = DOMAINS.find((name) => topic.endsWith(TELEMETRY_TOPICS[name].name)) ?? 'traffic';
  for (const { value } of messages) if (!parseReport(domain, value).ok) throw new Error('a sample was refused');
}

/** µs of CPU a message, from the first batch to the last. */
async function drain(
  services: BenchServices,
  groupId: string,
  handle: (batch: PartitionBatch) => void,
): Promise<number> {
  let read = 0;
  let before = process.cpuUsage();
  let done = (): void => undefined;
  const finished = new Promise<void>((resolve) => (done = resolve));
  const consumer = createConsumer({
    config: { brokers: services.kafkaBrokers, clientId: 'bench' },
    groupId,
    topics: DOMAINS.map((domain) => PREFIX + TELEMETRY_TOPICS[domain].name),
    concurrency: 2,
    loadOffsets: async () => new Map(),
    eachBatch: async (batch) => {
      handle(batch);
      if ((read += batch.messages.length) === MESSAGES) done();
    },
    onAssigned: () => (before = process.cpuUsage()),
  });
  await consumer.start();
  await finished;
  const { user, system } = process.cpuUsage(before);
  await consumer.stop();
  return (user + system) / MESSAGES;
}
