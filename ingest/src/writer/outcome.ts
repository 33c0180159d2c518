import type { RejectCode, Report } from '@citywatch/contracts';
import type { StreamMessage } from '@citywatch/stream';

/** A Thing as the writer knows it: the id of each property's Datastream, 0 where there is none (index: OBSERVED_PROPERTIES). */
export interface KnownThing {
  readonly domain: string;
  readonly datastreams: Int32Array;
}

/** A message that will be stored, or turns out to be a duplicate. */
export interface Accepted {
  readonly kind: 'accepted';
  readonly message: StreamMessage;
  readonly report: Report;
  /** Kafka's timestamp, ms, bounded so that the database can hold it. */
  readonly receivedAt: number;
  /** Set by the catalogue before the rows are encoded. */
  thing: KnownThing | null;
}

/** A message for the quarantine. */
export interface Refused {
  readonly kind: 'refused';
  readonly message: StreamMessage;
  readonly receivedAt: number;
  readonly code: RejectCode;
  readonly detail: string;
}

/** What becomes of one message. Nothing else can become of it. */
export type Outcome = Accepted | Refused;
