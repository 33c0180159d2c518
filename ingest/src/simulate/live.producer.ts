import { delay, isRetriable, type StreamProducer } from '@citywatch/stream';
import type { City } from '@citywatch/simulator';
import type { IncidentBook } from './incident-book.js';
import type { Reporter } from './reporter.js';
import { reportsOf } from './reports.js';
import type { Schedule } from './schedule.js';
import type { Tally } from './totals.js';

/** How often due reports are looked for: adds at most this to a report's age. */
const TICK_MS = 50;
/** Reports of one send at most: after an outage of Kafka what was missed goes out in pieces. */
const MAX_BATCH = 5000;
/** A simulated clock this near to the wall's is live. */
const LIVE_MS = 60_000;

export interface LiveOptions {
  readonly city: City;
  readonly schedule: Schedule;
  readonly book: IncidentBook;
  readonly producer: StreamProducer;
  readonly topicPrefix: string;
  readonly tally: Tally;
  readonly reporter: Reporter;
  /** Where the simulated clock begins, ms. */
  readonly from: number;
  readonly speed: number;
  /** Told after each send up to which time all is sent. */
  readonly onSent: (to: number) => void;
}

/** The city's clock: runs `speed` times as fast as the wall's from `from` on, and never ahead of it. */
export function cityClock(from: number, speed: number, startedAt: number): (now: number) => number {
  return (now) => Math.min(from + (now - startedAt) * speed, Math.max(now, from));
}

/** Publishes what is due, tick by tick, until the signal. Nothing due is left out, even when Kafka was away. */
export async function runLive(options: LiveOptions, signal: AbortSignal): Promise<void> {
  const { city, schedule, book, producer, topicPrefix, tally, reporter, from, speed, onSent } = options;
  const clock = cityClock(from, speed, Date.now());
  const longest = (MAX_BATCH / schedule.rate) * 1000;
  let sent = from;
  while (!signal.aborted) {
    const to = Math.min(clock(Date.now()), sent + longest);
    const past = to < Date.now() - LIVE_MS;
    if (to > sent) {
      const due = schedule.due(sent, to);
      const { content } = reportsOf(due, { city, topicPrefix, incidents: book.between(sent, to), past }, tally);
      if (!(await sendUntilDone(producer, content, reporter, signal))) return;
      sent = to;
      onSent(sent);
    }
    if (sent >= clock(Date.now()) - TICK_MS * speed) await delay(TICK_MS, signal);
  }
}

/** Sends, again and again where Kafka is away; false where the signal came first. */
export async function sendUntilDone(
  producer: StreamProducer,
  content: Parameters<StreamProducer['send']>[0],
  reporter: Reporter,
  signal: AbortSignal,
): Promise<boolean> {
  if (content.length === 0) return true;
  for (;;)
    try {
      await producer.send(content);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      if (!isRetriable(error)) throw error;
      reporter.warn((error as Error).message);
    }
}
