import { type ConsumerHealth, type PipelineAnswer } from '@citywatch/contracts';
import { topicOffsets } from '@citywatch/stream';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiConfig } from '../api/config.js';
import { keptAnswer } from '../api/kept-answer.js';
import { API_CONFIG } from '../api/tokens.js';
import { HealthRepository, type ConsumerRow } from './health.repository.js';

/** The Health page asks every few seconds, from many screens; each answer costs a connection to Kafka. */
const CACHE_MS = 2_000;
/** A Kafka that is away must not hold the page back: the rest of it says what is wrong. */
const KAFKA_PATIENCE_MS = 1_500;

type Ends = ReadonlyMap<string, number>;
const endKey = (topic: string, partition: number): string => `${topic}/${partition}`;

/** The path of a reading as figures: what each consumer did, and how far behind it is. */
@Injectable()
export class PipelineService {
  private readonly kept = keptAnswer(CACHE_MS, (now) => this.compute(now));

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(HealthRepository) private readonly repository: HealthRepository,
  ) {}

  pipeline(): Promise<PipelineAnswer> {
    return this.kept(Date.now());
  }

  private async compute(now: number): Promise<PipelineAnswer> {
    const [rows, quarantine, database] = await Promise.all([
      this.repository.consumers(this.config.groupPrefix),
      this.repository.quarantine(),
      this.repository.database(),
    ]);
    const topics = new Set(rows.flatMap(({ positions }) => positions.map(({ topic }) => topic)));
    const ends = await this.ends([...topics]);
    const off = this.config.detection.peers ? [] : ['peers'];
    return { serverTime: now, consumers: rows.map((row) => consumer(row, ends)), off, quarantine, database };
  }

  /** Next offset of every partition; null where Kafka does not answer in time. */
  private async ends(topics: readonly string[]): Promise<Ends | null> {
    const asked = Promise.all(
      topics.map(async (topic) =>
        (await topicOffsets(this.config.stream, topic)).map(
          ({ partition, high }) => [endKey(topic, partition), high] as const,
        ),
      ),
    ).catch(() => null);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), KAFKA_PATIENCE_MS)));
    const found = await Promise.race([asked, late]);
    clearTimeout(timer);
    return found === null ? null : new Map(found.flat());
  }
}

function consumer({ positions, unreadAnomalies, ...row }: ConsumerRow, ends: Ends | null): ConsumerHealth {
  let lag: number | null = unreadAnomalies;
  for (const { topic, partition, nextOffset } of positions) {
    const end = ends?.get(endKey(topic, partition));
    lag = lag === null || end === undefined ? null : lag + Math.max(0, end - nextOffset);
  }
  return { ...row, lag };
}
