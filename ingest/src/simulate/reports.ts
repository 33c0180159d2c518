import { BACKFILL_HEADER, REFERENCE_TIME_HEADER, TELEMETRY_TOPICS } from '@citywatch/contracts';
import { observe, reportMessage, type City, type SimulatedIncident } from '@citywatch/simulator';
import type { OutgoingMessage, TopicMessages } from '@citywatch/stream';
import type { Due } from './schedule.js';
import type { Tally } from './totals.js';

/** Collects messages by topic, in order. */
export class Batch {
  readonly #topics = new Map<string, OutgoingMessage[]>();

  add(topic: string, message: OutgoingMessage): void {
    const messages = this.#topics.get(topic);
    if (messages) messages.push(message);
    else this.#topics.set(topic, [message]);
  }

  get content(): TopicMessages[] {
    return [...this.#topics].map(([topic, messages]) => ({ topic, messages }));
  }
}

export interface ReportOptions {
  readonly city: City;
  readonly topicPrefix: string;
  readonly incidents: readonly SimulatedIncident[];
  /** True where the reports speak of another time than now. */
  readonly past: boolean;
  /** True where they fill the past of a live city: detectors learn from them and raise nothing. */
  readonly backfill?: boolean;
}

/** The messages of what is due, counted in `tally`; Things that are silent are left out. */
export function reportsOf(
  due: readonly Due[],
  { city, topicPrefix, incidents, past, backfill = false }: ReportOptions,
  tally: Tally,
): Batch {
  const batch = new Batch();
  for (const { index, time } of due) {
    const thing = city.things[index];
    const observed = observe(city, thing, time, incidents);
    if (!observed) continue;
    const topic = topicPrefix + TELEMETRY_TOPICS[thing.metadata.domain].name;
    const headers = past
      ? { [REFERENCE_TIME_HEADER]: new Date(time).toISOString(), ...(backfill && { [BACKFILL_HEADER]: '1' }) }
      : undefined;
    const value = JSON.stringify(reportMessage(thing, observed, time));
    batch.add(topic, { key: thing.metadata.thing, value, ...(headers && { headers }) });
    tally.add(thing.metadata.domain, observed.results);
  }
  return batch;
}
