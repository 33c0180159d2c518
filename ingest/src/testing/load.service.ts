import { TELEMETRY_TOPICS } from '@citywatch/contracts';
import { createProducer, type StreamProducer } from '@citywatch/stream';
import type { Pool } from '@citywatch/timescale';
import { messageOf, reportOf } from './harness.service.js';

const THINGS = 8;

export interface Difference {
  readonly lost: number;
  readonly doubled: number;
  /** Stored rows whose value is not what was sent. */
  readonly wrong: number;
}

/** The result of one Thing's nth report: what is stored can be compared with it, row by row. */
const valueOf = (thing: number, n: number): number => ((thing * 7_919 + n * 104_729) % 2_000) / 10;

/** For tests: sends reports until it is stopped, and compares what is stored with what was sent. */
export class Load {
  readonly #producer: StreamProducer;
  readonly #topic: string;
  readonly #start: number;
  readonly #stopping = new AbortController();
  #rounds = 0;
  #running: Promise<void> = Promise.resolve();

  /** @param start phenomenonTime of the first reports, ms; a second between two reports of a Thing */
  constructor(brokers: readonly string[], prefix: string, start: number) {
    this.#producer = createProducer({ brokers, clientId: 'load', log: () => undefined });
    this.#topic = prefix + TELEMETRY_TOPICS.traffic.name;
    this.#start = start;
  }

  /** Reports that Kafka has acknowledged. */
  get sent(): number {
    return this.#rounds * THINGS;
  }

  /** Sends without end, `rounds` reports of each Thing at a time, with a pause in between. */
  begin(rounds: number, pauseMs: number): void {
    this.#running = (async () => {
      while (!this.#stopping.signal.aborted) {
        await this.send(rounds);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    })();
  }

  async send(rounds: number): Promise<void> {
    const messages = Array.from({ length: rounds * THINGS }, (_, i) => {
      const thing = i % THINGS;
      const n = this.#rounds + Math.floor(i / THINGS);
      const results = { speed: valueOf(thing, n), flow: n };
      const phenomenonTime = new Date(this.#start + n * 1_000).toISOString();
      return messageOf(reportOf(`t-${thing}`, { phenomenonTime, results, sequence: n }));
    });
    await this.#producer.send([{ topic: this.#topic, messages }]);
    this.#rounds += rounds;
  }

  /** Ends sending; what was sent is all acknowledged. */
  async end(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#producer.close();
  }

  /** Compares the database with what was sent, each row with its value. */
  async compare(pool: Pool): Promise<Difference> {
    const { rows } = await pool.query<{ thing: string; property: string; n: number; result: number }>(
      `select thing_id as thing, property, (extract(epoch from phenomenon_time) * 1000 - $1)::float8 / 1000 as n, result
       from observation o join datastream d on d.id = o.datastream_id`,
      [this.#start],
    );
    const seen = new Set<string>();
    let wrong = 0;
    for (const { thing, property, n, result } of rows) {
      seen.add(`${thing} ${property} ${n}`);
      if (result !== (property === 'flow' ? n : valueOf(Number(thing.slice(2)), n))) wrong++;
    }
    return { lost: this.sent * 2 - seen.size, doubled: rows.length - seen.size, wrong };
  }
}
