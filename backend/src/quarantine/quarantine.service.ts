import { REPLAYED_HEADER, type QuarantineAnswer, type QuarantineEntry } from '@citywatch/contracts';
import { createProducer, type StreamProducer } from '@citywatch/stream';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ApiError, notFound } from '../api/api-error.js';
import type { ApiConfig } from '../api/config.js';
import { LogService } from '../api/log.service.js';
import { API_CONFIG } from '../api/tokens.js';
import { QuarantineRepository, type QuarantineRow } from './quarantine.repository.js';
import { showBytes } from './show-bytes.js';

/** A person waits for the answer; where Kafka is away they are told so and press again. */
const SEND_TIMEOUT_MS = 10_000;

@Injectable()
export class QuarantineService implements OnApplicationShutdown {
  private producer: StreamProducer | null = null;

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(QuarantineRepository) private readonly repository: QuarantineRepository,
    @Inject(LogService) private readonly log: LogService,
  ) {}

  /** Newest first. */
  async list(limit: number, before: number | null): Promise<QuarantineAnswer> {
    const [total, rows] = await Promise.all([this.repository.count(), this.repository.list(limit + 1, before)]);
    const page = rows.slice(0, limit).map(toEntry);
    return { total, entries: page, next: rows.length > limit ? page[page.length - 1].id : null };
  }

  /** Sends a message again to the topic it came from, as it was. One that has been sent is not sent twice. @throws ApiError 404, 503 */
  async replay(id: number, user: string): Promise<QuarantineEntry> {
    const row = await this.repository.replay(id, (entry) => this.send(entry));
    if (row === null) throw notFound(`the quarantined message ${id}`);
    this.log.pino.info({ id, user }, 'quarantined message sent again');
    return toEntry(row);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.producer?.close();
  }

  private async send({ id, topic, key, value, headers, received_at }: QuarantineRow): Promise<void> {
    this.producer ??= createProducer(
      { ...this.config.stream, clientId: 'citywatch-api-replay' },
      { sendTimeoutMs: SEND_TIMEOUT_MS },
    );
    // With its own time, so that the clock check judges it as of its arrival.
    const message = { key, value, headers: { ...headers, [REPLAYED_HEADER]: id }, timestamp: received_at.getTime() };
    try {
      await this.producer.send([{ topic, messages: [message] }]);
    } catch (error) {
      throw new ApiError(503, 'unavailable', `not sent: ${(error as Error).message}`);
    }
  }
}

const toEntry = (row: QuarantineRow): QuarantineEntry => ({
  id: Number(row.id),
  topic: row.topic,
  partition: row.partition,
  offset: row.message_offset,
  key: showBytes(row.key),
  value: showBytes(row.value),
  code: row.code,
  detail: row.detail,
  receivedAt: row.received_at.getTime(),
  replayedAt: row.replayed_at?.getTime() ?? null,
});
