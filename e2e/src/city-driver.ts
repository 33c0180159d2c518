import { BACKFILL_HEADER, REFERENCE_TIME_HEADER, TELEMETRY_TOPICS, THINGS_TOPIC } from '@citywatch/contracts';
import {
  createCity,
  createIncident,
  createZone,
  localTime,
  metadataOf,
  observe,
  reportMessage,
  type City,
  type IncidentRequest,
  type SimulatedIncident,
} from '@citywatch/simulator';
import { createProducer, type OutgoingMessage, type StreamProducer } from '@citywatch/stream';
import type { System } from './system.js';

const MINUTE = 60_000;
const zone = createZone('America/Chicago');
const isWeekend = (time: number): boolean => localTime(time, zone(time)).weekday % 6 === 0;
/** Between two rounds of the past that is caught up with: no sensor reports more often. */
const CATCH_UP_MS = 10_000;

/** What was sent, to compare with what is stored. */
export interface Sent {
  messages: number;
  results: number;
  sum: number;
}

/**
 * A simulated city whose every message the test decides: round by round, each Thing reports once. Messages go through the
 * real Kafka; only the time between rounds is the test's.
 */
export class CityDriver {
  readonly city: City;
  readonly sent: Sent = { messages: 0, results: 0, sum: 0 };
  readonly incidents: SimulatedIncident[] = [];
  readonly #system: System;
  readonly #producer: StreamProducer;
  /** Time of the last round, ms. */
  #last = NaN;

  constructor(system: System, options: { seed: number; sensors: number }) {
    this.city = createCity(options);
    this.#system = system;
    this.#producer = createProducer({ brokers: [...system.kafkaBrokers], clientId: 'e2e-city', log: () => undefined });
  }

  /** Things' metadata, as their operators would announce them. */
  async publishThings(): Promise<void> {
    const messages = metadataOf(this.city).map((thing) => ({ key: thing.thing, value: JSON.stringify(thing) }));
    await this.#producer.send([{ topic: this.#system.topicPrefix + THINGS_TOPIC.name, messages }]);
  }

  /**
   * The past, so that detectors have learnt: every Thing once a step, oldest first, the last at `until`. It is the newest `days` days
   * of the kind, weekday or weekend, that it is then and an hour later: a test must find the same on whatever day it runs.
   */
  async publishHistory(until: number, days: number, stepMinutes = 5): Promise<void> {
    const rounds = (days * 1440) / stepMinutes;
    const left = new Map([until, until + 60 * MINUTE].map((time) => [isWeekend(time), rounds]));
    const times: number[] = [];
    for (let time = until; [...left.values()].some((count) => count > 0); time -= stepMinutes * MINUTE) {
      const count = left.get(isWeekend(time)) ?? 0;
      if (count === 0) continue;
      left.set(isWeekend(time), count - 1);
      times.push(time);
    }
    for (const time of times.reverse())
      await this.publishRound(time, { [REFERENCE_TIME_HEADER]: new Date(time).toISOString(), [BACKFILL_HEADER]: '1' });
  }

  /** What the city has reported since the last round, so that no sensor was silent meanwhile; ends when that is now. */
  async catchUp(): Promise<void> {
    for (let time = this.#last + CATCH_UP_MS; time <= Date.now(); time += CATCH_UP_MS) await this.publishRound(time);
  }

  /**
   * One report of each Thing, true at `time`; resolves when Kafka has them all.
   */
  async publishRound(time: number, headers?: Record<string, string>): Promise<void> {
    this.#last = time;
    const byTopic = new Map<string, OutgoingMessage[]>();
    for (const thing of this.city.things) {
      const observed = observe(this.city, thing, time, this.incidents);
      if (!observed) continue;
      const topic = this.#system.topicPrefix + TELEMETRY_TOPICS[thing.metadata.domain].name;
      const value = JSON.stringify(reportMessage(thing, observed, time));
      const messages = byTopic.get(topic) ?? [];
      messages.push({ key: thing.metadata.thing, value, headers });
      byTopic.set(topic, messages);
      this.#count(observed.results);
    }
    await this.#producer.send([...byTopic].map(([topic, messages]) => ({ topic, messages })));
  }

  /** Any message, as a faulty or hostile sender would put it. */
  async publishRaw(topic: string, key: string, value: Buffer | string | null): Promise<void> {
    await this.#producer.send([{ topic: this.#system.topicPrefix + topic, messages: [{ key, value }] }]);
  }

  /** Lets something go wrong from `start` on. */
  inject(request: IncidentRequest): SimulatedIncident {
    const incident = createIncident(this.city, request);
    this.incidents.push(incident);
    return incident;
  }

  close(): Promise<void> {
    return this.#producer.close();
  }

  #count(results: Record<string, number>): void {
    this.sent.messages++;
    for (const value of Object.values(results)) {
      this.sent.results++;
      this.sent.sum += value;
    }
  }
}
