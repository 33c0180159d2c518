import type { DatastreamContext } from '../detector/context.js';
import type { DatastreamState } from '../detector/state.js';

/** One Datastream of a Thing, as a report speaks of it. */
export interface Lane {
  readonly state: DatastreamState;
  readonly context: DatastreamContext;
}

/** When a report came, and of when it speaks. */
export interface Arrival {
  /** phenomenonTime, ms. */
  readonly time: number;
  /** What the clock here said when it arrived, ms. */
  readonly reference: number;
}
