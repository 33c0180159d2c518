import type { LiveState, View } from './live-state.js';

/** Where the subscription and the sequence are in a frame (encodeFrame of the contracts). */
const SUBSCRIPTION_AT = 4;
const SEQUENCE_AT = 8;

/**
 * The delta frames of one tick. Clients that look at the same view and missed no tick share one encoding: of their frames
 * only subscription and sequence differ, which are written into a copy.
 */
export class TickDeltas {
  private readonly shared = new Map<string, Uint8Array | null>();

  constructor(
    private readonly state: LiveState,
    private readonly tick: number,
    private readonly changed: readonly number[],
    private readonly serverTime: number,
  ) {}

  /** The frame for a client that has everything up to `since`, or null where nothing of its view changed. */
  frame(view: View, key: string, since: number, subscription: number, sequence: number): Uint8Array | null {
    if (since < this.tick - 1) {
      const ids = this.state.since(view, since);
      return ids.length === 0 ? null : this.state.delta(ids, subscription, sequence, this.serverTime);
    }
    let common = this.shared.get(key);
    if (common === undefined) {
      const ids = this.state.within(view, this.changed);
      common = ids.length === 0 ? null : this.state.delta(ids, 0, 0, this.serverTime);
      this.shared.set(key, common);
    }
    if (common === null) return null;
    const own = common.slice();
    const header = new DataView(own.buffer);
    header.setUint32(SUBSCRIPTION_AT, subscription, true);
    header.setUint32(SEQUENCE_AT, sequence, true);
    return own;
  }
}
