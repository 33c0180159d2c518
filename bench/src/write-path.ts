import { BatchWriter } from '@citywatch/ingest/writer/batch.writer';
import { Catalogue } from '@citywatch/ingest/writer/catalogue.writer';
import { planBatch } from '@citywatch/ingest/writer/plan-batch';
import type { Outcome } from '@citywatch/ingest/writer/outcome';
import { DOMAINS } from '@citywatch/contracts';
import { createPool } from '@citywatch/timescale';
import type { SampleMessage } from './messages.js';
import type { BenchServices } from './services.js';

const CLOCK = { aheadMs: 300_000, behindMs: 30 * 86_400_000, floorMs: 0, allowReferenceTime: true };

/**
 * Rows a second of the writer's write path alone: parsed reports → binary COPY, roll-up note and offset in one transaction,
 * two partitions at a time as the writer does, without Kafka and without parsing.
 */
export async function measureWritePath(
  services: BenchServices,
  count: number,
  message: (index: number) => SampleMessage,
  messagesPerBatch: number,
): Promise<number> {
  const pool = createPool({ url: services.databaseUrl, max: 4, applicationName: 'write-path' });
  try {
    const catalogue = new Catalogue(pool, { unknownThings: 'register', maxThings: 1_000_000 });
    await catalogue.load();
    const writer = new BatchWriter(pool);
    const batches: Outcome[][] = [];
    const options = { maxBytes: 16_384, clock: CLOCK, now: Date.now() };
    for (let from = 0; from < count; from += messagesPerBatch) {
      const part = Array.from({ length: Math.min(messagesPerBatch, count - from) }, (_, i) => message(from + i));
      const outcomes = DOMAINS.flatMap((domain) => {
        const messages = part.filter((m) => m.domain === domain).map((m, i) => streamMessage(m, from + i));
        return planBatch(messages, { domain, ...options });
      });
      batches.push([...(await catalogue.resolve(outcomes))]);
    }
    let rows = 0;
    let next = 0;
    const lane = async (partition: number): Promise<void> => {
      for (let expected: number | null = null; next < batches.length;) {
        const outcomes = batches[next++];
        const reached: number = (expected ?? 0) + outcomes.length;
        await writer.store(
          { consumer: 'write-path', topic: 'bench', partition, expected, next: reached },
          outcomes,
          (stored) => {
            rows += stored.account.rows;
          },
        );
        expected = reached;
      }
    };
    const begin = performance.now();
    await Promise.all([lane(0), lane(1)]);
    return (rows / (performance.now() - begin)) * 1000;
  } finally {
    await pool.end();
  }
}

const streamMessage = ({ thing, value }: SampleMessage, offset: number) => ({
  offset,
  timestamp: Date.now(),
  key: Buffer.from(thing),
  value,
  headers: {},
});
