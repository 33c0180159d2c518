import type { Domain } from './domain.js';

export interface Topic {
  readonly name: string;
  readonly partitions: number;
  /** 'compact' keeps the last message of each key: Things' metadata. */
  readonly cleanup: 'delete' | 'compact';
}

/** Telemetry: key = Thing id, so one Thing's reports stay in order. */
export const TELEMETRY_TOPICS: Readonly<Record<Domain, Topic>> = {
  traffic: { name: 'telemetry.traffic.v1', partitions: 6, cleanup: 'delete' },
  'air-quality': { name: 'telemetry.air-quality.v1', partitions: 6, cleanup: 'delete' },
  grid: { name: 'telemetry.grid.v1', partitions: 6, cleanup: 'delete' },
};

/** Things' metadata, key = Thing id. */
export const THINGS_TOPIC: Topic = { name: 'things.v1', partitions: 6, cleanup: 'compact' };

export const TOPICS: readonly Topic[] = [...Object.values(TELEMETRY_TOPICS), THINGS_TOPIC];

/**
 * How far each Datastream is from its own profile, a minute at a time: detectors tell it, the peers process reads it. Between
 * processes of ours only, made by the one that first needs it. One partition, as neighbours may be anywhere in the city:
 * 35,000 Datastreams are 600 rows of 30 bytes a second.
 */
export const RESIDUALS_TOPIC: Topic = { name: 'residuals.v1', partitions: 1, cleanup: 'delete' };

/** The domain of a telemetry topic, by its name with or without a prefix (tests prefix theirs), or undefined. */
export function domainOfTopic(name: string): Domain | undefined {
  for (const [domain, topic] of Object.entries(TELEMETRY_TOPICS))
    if (name.endsWith(topic.name)) return domain as Domain;
  return undefined;
}

/**
 * Header of a message whose sender was, for the receiver, at another time than now: a replay of old data or a back-fill.
 * ISO 8601. The clock check and the gap detector compare with this instead of with the message's own Kafka timestamp.
 */
export const REFERENCE_TIME_HEADER = 'citywatch-reference-time';

/**
 * Header of a message that only fills the past of a Thing which is live: it is stored and the detectors learn from it, but
 * it raises no anomaly, whenever it comes. Beside REFERENCE_TIME_HEADER; its value does not matter.
 */
export const BACKFILL_HEADER = 'citywatch-backfill';

/** Header of a message that was sent again out of the quarantine: the id of its entry. */
export const REPLAYED_HEADER = 'citywatch-quarantine-id';
