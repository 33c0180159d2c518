import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  REFERENCE_TIME_HEADER,
  TELEMETRY_TOPICS,
  THINGS_TOPIC,
  TOPICS,
  type ReportMessage,
} from '@citywatch/contracts';
import { createProducer, delay, ensureTopics, type StreamProducer } from '@citywatch/stream';
import type { SenderConfig } from '../simulate/config.js';
import { sendUntilDone } from '../simulate/live.producer.js';
import { Batch } from '../simulate/reports.js';
import type { Reporter } from '../simulate/reporter.js';
import { formatDuration, formatNumber, Tally } from '../simulate/totals.js';
import { readDataset, type Dataset } from './dataset.js';
import { parseMapping, type Mapping } from './mapping.js';
import type { ReplayOptions } from './options.js';
import { planTimeline, type Timed, type Timeline } from './timeline.js';

const MAPPINGS = join(import.meta.dirname, '..', '..', 'mappings');
const BATCH = 2000;
const PROGRESS_MS = 5_000;
/** A report this near to the clock needs no word that it is of another time. */
const LIVE_MS = 60_000;
/** A file is read whole, to bring its rows into the order of time. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** The mapping for a file: the one given, else the first whose pattern matches its name. */
function loadMapping(file: string, given: string | undefined): Mapping {
  const paths =
    given === undefined
      ? readdirSync(MAPPINGS)
          .filter((f) => f.endsWith('.json'))
          .sort()
          .map((f) => join(MAPPINGS, f))
      : [given];
  for (const path of paths) {
    let mapping: Mapping;
    try {
      mapping = parseMapping(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new Error(`mapping ${path}: ${(error as Error).message}`, { cause: error });
    }
    if (given !== undefined || mapping.files.test(basename(file))) return mapping;
  }
  throw new Error(
    `no mapping is for ${basename(file)}; name one with --map (ingest/mappings/README.md says how to write it)`,
  );
}

/** @throws Error where a file cannot be read, is too large, or does not fit its mapping */
export function loadDataset(file: string, map: string | undefined, limit: number | undefined): Dataset {
  const mapping = loadMapping(file, map);
  const { size } = statSync(file);
  if (size > MAX_FILE_BYTES)
    throw new Error(`${file} has ${formatNumber(size)} bytes, at most ${formatNumber(MAX_FILE_BYTES)}; split it`);
  const { things } = mapping;
  const places = things.kind === 'one' ? undefined : readFileSync(join(dirname(file), things.places.file), 'utf8');
  return readDataset(mapping, { file: basename(file), text: readFileSync(file, 'utf8'), places, limit });
}

/** Publishes CSV files: their Things, then every row in the order of time. */
export class ReplayService {
  readonly tally = new Tally();
  readonly #producer: StreamProducer;

  constructor(
    private readonly options: ReplayOptions,
    private readonly config: SenderConfig,
    private readonly reporter: Reporter,
  ) {
    this.#producer = createProducer(config.stream);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { files, map, rows, shift, speed, loop } = this.options;
    try {
      const datasets = files.map((file) => this.#describe(file, loadDataset(file, map, rows)));
      await ensureTopics(this.config.stream, TOPICS, { prefix: this.config.topicPrefix });
      await this.#sendThings(datasets, signal);
      do await this.#send(planTimeline(datasets, shift, speed, Date.now()), signal);
      while (loop && !signal.aborted);
    } finally {
      await this.#producer.close();
    }
  }

  #describe(file: string, dataset: Dataset): Dataset {
    const { mapping, things, rows, missing, wrong, examples } = dataset;
    const span =
      rows.length > 0
        ? `, ${[rows[0], rows[rows.length - 1]].map((row) => new Date(row.time).toISOString()).join(' to ')}`
        : '';
    this.reporter.info(
      `${basename(file)}: ${mapping.name}, ${formatNumber(things.length)} Things, ${formatNumber(rows.length)} reports${span}; ${formatNumber(missing)} cells without a reading`,
    );
    if (wrong > 0) this.reporter.warn(`${formatNumber(wrong)} rows or cells were passed over: ${examples.join('; ')}`);
    return dataset;
  }

  async #sendThings(datasets: readonly Dataset[], signal: AbortSignal): Promise<void> {
    const topic = this.config.topicPrefix + THINGS_TOPIC.name;
    const messages = datasets.flatMap(({ things }) =>
      things.map((thing) => ({ key: thing.thing, value: JSON.stringify(thing) })),
    );
    await sendUntilDone(this.#producer, [{ topic, messages }], this.reporter, signal);
  }

  async #send({ items, from, to }: Timeline, signal: AbortSignal): Promise<void> {
    const { speed, rate } = this.options;
    const begun = Date.now();
    let said = begun;
    for (let sent = 0; sent < items.length && !signal.aborted;) {
      const clock = speed === Infinity ? Infinity : from + (Date.now() - begun) * speed;
      const end = endOfBatch(items, sent, clock);
      if (end === sent) {
        await delay(Math.min(1000, Math.ceil((items[sent].time - clock) / speed)), signal);
        continue;
      }
      const started = Date.now();
      if (!(await sendUntilDone(this.#producer, this.#batch(items.slice(sent, end)).content, this.reporter, signal)))
        return;
      await delay(((end - sent) / rate) * 1000 - (Date.now() - started), signal);
      sent = end;
      if (Date.now() - said < PROGRESS_MS && sent < items.length) continue;
      said = Date.now();
      const share = sent / items.length;
      const left = speed === Infinity ? ((said - begun) / share) * (1 - share) : (to - items[sent - 1].time) / speed;
      this.reporter.progress(
        `${(share * 100).toFixed(0)} %, ${formatNumber(sent)} of ${formatNumber(items.length)} reports, about ${formatDuration(left)} left`,
      );
    }
  }

  #batch(items: readonly Timed[]): Batch {
    const batch = new Batch();
    const now = Date.now();
    for (const { dataset, row, time } of items) {
      const { domain, operator } = dataset.mapping;
      const phenomenonTime = new Date(time).toISOString();
      const message: ReportMessage = {
        schema: `${domain}.v1`,
        thing: row.thing,
        operator,
        sequence: Math.max(0, Math.floor(time / 1000)),
        phenomenonTime,
        results: row.results,
      };
      const headers = Math.abs(now - time) > LIVE_MS ? { [REFERENCE_TIME_HEADER]: phenomenonTime } : undefined;
      const topic = this.config.topicPrefix + TELEMETRY_TOPICS[domain].name;
      batch.add(topic, { key: row.thing, value: JSON.stringify(message), ...(headers && { headers }) });
      this.tally.add(domain, row.results);
    }
    return batch;
  }
}

/** How far the next send goes: what is due by the clock, BATCH at most. */
function endOfBatch(items: readonly Timed[], from: number, clock: number): number {
  let end = from;
  while (end < items.length && end < from + BATCH && items[end].time <= clock) end += 1;
  return end;
}
