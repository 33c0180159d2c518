import { THINGS_TOPIC, TOPICS, type ThingMetadata } from '@citywatch/contracts';
import { createProducer, ensureTopics, type StreamProducer } from '@citywatch/stream';
import { createCity, createIncident, hashText, type City, type SimulatedIncident } from '@citywatch/simulator';
import { runBackfill } from './backfill.producer.js';
import { backfillStep } from './backfill-plan.js';
import type { SenderConfig } from './config.js';
import { cityKey, type ControlMessage, type InjectedIncident, type InjectRequest } from './control.js';
import { ControlService } from './control.service.js';
import { IncidentBook } from './incident-book.js';
import { runLive, sendUntilDone } from './live.producer.js';
import type { SimulateMetrics } from './metrics.js';
import type { RunOptions } from './options.js';
import type { Reporter } from './reporter.js';
import { Schedule } from './schedule.js';
import { addSpan, type Span } from './spans.js';
import { formatNumber, Tally } from './totals.js';

/** What was sent is noted this often: a kill -9 sends at most so much again. */
const NOTE_MS = 5_000;
/** A request older than this was for a city that ran before. */
const REQUEST_AGE_MS = 60_000;
const METADATA_BATCH = 2000;

/** A running city: live reports, its past in the background, and incidents on request. */
export class SimulateService {
  readonly tally = new Tally();
  readonly #options: RunOptions;
  readonly #config: SenderConfig;
  readonly #reporter: Reporter;
  readonly #city: City;
  readonly #name: string;
  readonly #book: IncidentBook;
  readonly #producer: StreamProducer;
  readonly #control: ControlService;
  readonly #over = new Map<string, number>();
  readonly #missed = new Map<string, InjectRequest>();
  #spans: Span[] = [];
  #notedAt = 0;
  #now: number;

  constructor(
    options: RunOptions,
    config: SenderConfig,
    reporter: Reporter,
    private readonly metrics: SimulateMetrics,
  ) {
    this.#options = options;
    this.#config = config;
    this.#reporter = reporter;
    this.#city = createCity({ seed: options.seed, sensors: options.sensors });
    this.#name = cityKey(options.seed, options.sensors);
    this.#book = new IncidentBook(this.#city, options.incidents);
    this.#producer = createProducer(config.stream);
    this.#control = new ControlService({ ...config, producer: this.#producer, onMessage: this.#onControl });
    this.#now = options.from ?? Date.now();
  }

  /** Runs until the signal; with nothing live until the past is filled. Closes what it opened. */
  async run(signal: AbortSignal): Promise<void> {
    const { stream, topicPrefix } = this.#config;
    const { rate, live, inject } = this.#options;
    try {
      await ensureTopics(stream, TOPICS, { prefix: topicPrefix });
      const intervals = this.#intervals();
      const schedule = new Schedule(intervals);
      await this.#publishThings(intervals, signal);
      this.#reporter.info(
        `${formatNumber(this.#options.sensors)} sensors of seed ${this.#options.seed}` +
          (live ? `, ${formatNumber(rate ?? schedule.rate)} reports a second` : ''),
      );
      this.#now = this.#options.from ?? Date.now();
      inject.forEach((request, i) => this.#inject(`start-${this.#now}-${i}`, request, hashText(`${this.#now}/${i}`)));
      const remembered = this.#control.start().then(() => this.#answerMissed());
      await Promise.all([live ? this.#live(schedule, signal) : undefined, this.#past(remembered, signal)]);
      await remembered;
      await this.#note();
    } finally {
      await this.#control.stop();
      await this.#producer.close();
    }
  }

  /** ms between two reports of each Thing. */
  #intervals(): number[] {
    const { rate, interval } = this.#options;
    const usual = this.#city.things.map(({ metadata }) => (interval ?? metadata.interval) * 1000);
    if (rate === undefined) return usual;
    const natural = usual.reduce((sum, ms) => sum + 1000 / ms, 0);
    return usual.map((ms) => Math.max(1, Math.round((ms * natural) / rate)));
  }

  async #publishThings(intervals: readonly number[], signal: AbortSignal): Promise<void> {
    const topic = this.#config.topicPrefix + THINGS_TOPIC.name;
    const messages = this.#city.things.map(({ metadata }, i) => {
      const value: ThingMetadata = { ...metadata, interval: intervals[i] / 1000 };
      return { key: metadata.thing, value: JSON.stringify(value) };
    });
    for (let i = 0; i < messages.length; i += METADATA_BATCH)
      await sendUntilDone(
        this.#producer,
        [{ topic, messages: messages.slice(i, i + METADATA_BATCH) }],
        this.#reporter,
        signal,
      );
  }

  async #live(schedule: Schedule, signal: AbortSignal): Promise<void> {
    const from = this.#now;
    await runLive(
      {
        city: this.#city,
        schedule,
        book: this.#book,
        producer: this.#producer,
        topicPrefix: this.#config.topicPrefix,
        tally: this.tally,
        reporter: this.#reporter,
        from,
        speed: this.#options.speed,
        onSent: (to) => {
          this.#now = to;
          this.#sent([from, to]);
        },
      },
      signal,
    );
  }

  async #past(remembered: Promise<void>, signal: AbortSignal): Promise<void> {
    const { backfill, backfillRate, incidents, sensors } = this.#options;
    const until = this.#now;
    await remembered;
    if (backfill === 0) return;
    // Its own connection: a slow send of the past never stands before a live one.
    const producer = createProducer(this.#config.stream);
    const step = backfillStep(sensors, backfill, this.#options.backfillStep);
    if (step > this.#options.backfillStep)
      this.#reporter.info(`The past of ${formatNumber(sensors)} sensors gets one report each ${step / 60_000} min`);
    try {
      const done = await runBackfill(
        {
          city: this.#city,
          producer,
          topicPrefix: this.#config.topicPrefix,
          tally: this.tally,
          reporter: this.#reporter,
          filled: this.#spans,
          within: [until - backfill, until],
          step,
          rate: backfillRate,
          incidentsPerDay: incidents,
          onSent: (span) => this.#sent(span),
          onProgress: (share) => this.metrics.backfillShare.set(share),
        },
        signal,
      );
      if (done) {
        this.metrics.backfillShare.set(1);
        this.#reporter.info('The past is filled');
      }
    } finally {
      await producer.close();
    }
  }

  #sent(span: Span): void {
    this.#spans = addSpan(this.#spans, span);
    this.metrics.update(this.tally, Date.now() - this.#now);
    if (Date.now() - this.#notedAt < NOTE_MS) return;
    this.#notedAt = Date.now();
    this.#note().catch((error: Error) => this.#reporter.warn(`what was sent is not noted: ${error.message}`));
    for (const [id, end] of this.#over)
      if (end < this.#now) {
        this.#over.delete(id);
        this.#control.forget(id).catch((error: Error) => this.#reporter.warn(error.message));
      }
  }

  #note(): Promise<void> {
    return this.#control.publish({ type: 'sent', city: this.#name, spans: this.#spans });
  }

  readonly #onControl = (message: ControlMessage, at: number, old: boolean): void => {
    if (message.type === 'sent') {
      if (old && message.city === this.#name) this.#spans = message.spans.reduce(addSpan, this.#spans);
    } else if (message.type === 'incident') {
      this.#missed.delete(message.id);
      if (old && message.answer.ok) this.#restore(message.id, message.answer);
    } else if (Date.now() - at < REQUEST_AGE_MS) {
      if (old) this.#missed.set(message.id, message.request);
      else this.#inject(message.id, message.request, hashText(message.id));
    }
  };

  /** Requests of the last moments before the start that nobody answered. */
  #answerMissed(): void {
    for (const [id, request] of this.#missed) this.#inject(id, request, hashText(id));
    this.#missed.clear();
  }

  /** Takes up an incident that was going on when the city stopped. */
  #restore(id: string, { city, kind, where, minutes, start, end, seed }: InjectedIncident): void {
    if (city !== this.#name) return;
    this.#over.set(id, end);
    if (end > this.#now) this.#book.inject(createIncident(this.#city, { kind, where, minutes, start, seed }));
  }

  #inject(id: string, request: InjectRequest, seed: number): void {
    let incident: SimulatedIncident;
    try {
      incident = createIncident(this.#city, { ...request, start: this.#now, seed });
    } catch (error) {
      return this.#answer({ type: 'incident', id, answer: { ok: false, error: (error as Error).message } });
    }
    this.#book.inject(incident);
    const { start, end, place, truth } = incident;
    this.#over.set(id, end);
    const things = new Set(truth.map(({ thing }) => thing)).size;
    this.#reporter.info(`${request.kind} at ${place}, ${things} Things`, { incident: incident.id, truth });
    this.#answer({
      type: 'incident',
      id,
      answer: { ok: true, city: this.#name, ...request, start, end, seed, place, things },
    });
  }

  #answer(message: ControlMessage & { type: 'incident' }): void {
    if (!message.answer.ok) this.#reporter.warn(message.answer.error);
    this.#control.publish(message).catch((error: Error) => this.#reporter.warn(error.message));
  }
}
