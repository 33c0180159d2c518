import { delay, type StreamProducer } from '@citywatch/stream';
import { planIncidents, type City } from '@citywatch/simulator';
import { planBackfill, stepsOf } from './backfill-plan.js';
import { sendUntilDone } from './live.producer.js';
import { pauseAfter } from './pace.js';
import type { Reporter } from './reporter.js';
import { reportsOf } from './reports.js';
import { Schedule } from './schedule.js';
import type { Span } from './spans.js';
import { formatDuration, type Tally } from './totals.js';

/** Small sends, so that live reports never wait long behind one. */
const BATCH = 500;
const PROGRESS_MS = 10_000;

export interface BackfillOptions {
  readonly city: City;
  readonly producer: StreamProducer;
  readonly topicPrefix: string;
  readonly tally: Tally;
  readonly reporter: Reporter;
  /** What was sent before. */
  readonly filled: readonly Span[];
  readonly within: Span;
  /** ms between two reports of a Thing. */
  readonly step: number;
  /** Reports a second at most. */
  readonly rate: number;
  readonly incidentsPerDay: number;
  /** Told what has been sent, as it goes. */
  readonly onSent: (span: Span) => void;
  /** Told how much is done, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** Says how far a back-fill is and how long it takes. */
class Progress {
  readonly #started = Date.now();
  #said = Date.now();
  #done = 0;

  constructor(
    private readonly totalMs: number,
    private readonly options: BackfillOptions,
  ) {}

  add(ms: number, at: number): void {
    this.#done += ms;
    const share = this.#done / this.totalMs;
    this.options.onProgress(share);
    if (Date.now() - this.#said < PROGRESS_MS && share < 1) return;
    this.#said = Date.now();
    const left = ((this.#said - this.#started) / share) * (1 - share);
    const day = new Date(at).toISOString().slice(0, 10);
    this.options.reporter.progress(
      `Filling the past: ${(share * 100).toFixed(0)} %, at ${day}, about ${formatDuration(left)} left`,
      { share: Number(share.toFixed(3)), leftSeconds: Math.round(left / 1000) },
    );
  }
}

/** Publishes what of the past is missing, newest day first, until done or the signal. Returns true when done. */
export async function runBackfill(options: BackfillOptions, signal: AbortSignal): Promise<boolean> {
  const { city, filled, within, step, incidentsPerDay, reporter } = options;
  const parts = planBackfill(filled, within);
  const total = parts.reduce((sum, [from, to]) => sum + to - from, 0);
  if (total === 0) return true;
  reporter.info(
    `Filling ${formatDuration(total)} of past at one report each ${formatDuration(step)}, newest day first`,
  );
  const progress = new Progress(total, options);
  const schedule = new Schedule(city.things.map(() => step));
  for (const part of parts) {
    const incidents = planIncidents(city, part[0], part[1], incidentsPerDay);
    for (const [from, to] of stepsOf(part, step)) {
      const active = incidents.filter((incident) => incident.start < to && incident.end > from);
      const due = schedule.due(from, to).sort((a, b) => a.time - b.time);
      for (let i = 0; i < due.length; i += BATCH) {
        if (signal.aborted) return false;
        const some = due.slice(i, i + BATCH);
        const { topicPrefix, tally, producer } = options;
        const { content } = reportsOf(
          some,
          { city, topicPrefix, incidents: active, past: true, backfill: true },
          tally,
        );
        const begun = Date.now();
        if (!(await sendUntilDone(producer, content, reporter, signal))) return false;
        await delay(pauseAfter(some.length, options.rate, Date.now() - begun), signal);
      }
      options.onSent([from, to]);
      progress.add(to - from, from);
    }
  }
  return true;
}
