import { TELEMETRY_TOPICS, TOPICS, type Domain, type ReportMessage } from '@citywatch/contracts';
import { createProducer, topicOffsets, type OutgoingMessage, type StreamProducer } from '@citywatch/stream';
import { createPool, type Pool } from '@citywatch/timescale';
import { pino } from 'pino';
import { parseWriterConfig } from '../writer/config.js';
import { WriterService } from '../writer/writer.service.js';

export interface HarnessOptions {
  readonly brokers: readonly string[];
  readonly databaseUrl: string;
  readonly prefix: string;
}

export interface Totals {
  readonly consumed: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly rows: number;
}

/** A report that is right, with what a test changes. */
export const reportOf = (thing: string, fields: Partial<ReportMessage> = {}): ReportMessage => ({
  schema: 'traffic.v1',
  thing,
  operator: 'test',
  sequence: 0,
  phenomenonTime: new Date().toISOString(),
  results: { speed: 50 },
  ...fields,
});

/** Its message, keyed as it must be. */
export const messageOf = (report: ReportMessage): OutgoingMessage => ({
  key: report.thing,
  value: JSON.stringify(report),
});

/** For tests: sends to a prefix's topics, runs writers in this process, and looks at what they stored. */
export class Harness {
  readonly pool: Pool;
  readonly #options: HarnessOptions;
  readonly #producer: StreamProducer;
  readonly #writers = new Set<WriterService>();
  /** What ended a writer for good. */
  readonly fatal: Error[] = [];

  constructor(options: HarnessOptions) {
    this.#options = options;
    this.pool = createPool({ url: options.databaseUrl, max: 3, applicationName: 'harness' });
    this.#producer = createProducer({ brokers: options.brokers, clientId: 'harness' });
  }

  /** The environment of a writer process on the same topics. */
  environment(more: Record<string, string> = {}): Record<string, string> {
    return {
      KAFKA_BROKERS: this.#options.brokers.join(','),
      DATABASE_URL: this.#options.databaseUrl,
      TOPIC_PREFIX: this.#options.prefix,
      GROUP_PREFIX: this.#options.prefix,
      SESSION_TIMEOUT_MS: '6000',
      WRITER_FETCH_WAIT_MS: '20',
      UPKEEP_INTERVAL_MS: '0',
      LATEST_INTERVAL_MS: '50',
      ...more,
    };
  }

  startWriter(more: Record<string, string> = {}): WriterService {
    const config = parseWriterConfig(this.environment(more));
    const writer = new WriterService(config, pino({ level: 'silent' }), (error) => this.fatal.push(error));
    this.#writers.add(writer);
    writer.start();
    return writer;
  }

  async stopWriter(writer: WriterService): Promise<void> {
    this.#writers.delete(writer);
    await writer.stop();
  }

  async send(messages: readonly OutgoingMessage[], domain: Domain = 'traffic'): Promise<void> {
    await this.sendTo(TELEMETRY_TOPICS[domain].name, messages);
  }

  async sendTo(topic: string, messages: readonly OutgoingMessage[]): Promise<void> {
    await this.#producer.send([{ topic: this.#options.prefix + topic, messages }]);
  }

  /** Messages in Kafka. */
  async produced(): Promise<number> {
    let sum = 0;
    for (const { name } of TOPICS)
      for (const { low, high } of await topicOffsets(
        { brokers: this.#options.brokers, clientId: 'harness' },
        this.#options.prefix + name,
      ))
        sum += high - low;
    return sum;
  }

  async totals(): Promise<Totals> {
    const { rows } = await this.pool.query<Totals>(
      `select coalesce(sum(consumed), 0)::float8 as consumed, coalesce(sum(stored), 0)::float8 as stored,
         coalesce(sum(duplicate), 0)::float8 as duplicate, coalesce(sum(quarantined), 0)::float8 as quarantined,
         coalesce(sum(rows_stored), 0)::float8 as rows from consumer_offset`,
    );
    return rows[0];
  }

  /** True when every message in Kafka is accounted for. */
  async isSettled(): Promise<boolean> {
    return (await this.totals()).consumed === (await this.produced());
  }

  async close(): Promise<void> {
    await Promise.all([...this.#writers].map((writer) => writer.stop()));
    await this.#producer.close();
    await this.pool.end();
  }
}
