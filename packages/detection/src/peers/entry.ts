import type { DatastreamContext } from '../detector/context.js';
import type { Threshold } from '../feedback/thresholds.js';
import { neighboursOf, type PeerPlace } from './groups.js';
import { P, type PeerState } from './peer-state.js';
import type { PeerSettings } from './settings.js';

/** One Datastream as the peers see it. */
export interface PeerEntry {
  context: DatastreamContext;
  place: PeerPlace;
  readonly property: number;
  readonly state: PeerState;
  /** What people's verdicts left; null: nothing. */
  threshold: Threshold | null;
  neighbours: readonly { readonly entry: PeerEntry; readonly metres: number; readonly bearing: number }[];
  /** Its own row on the board, and its neighbours'. */
  row: number;
  rows: readonly number[];
  /** Shared by all of one Thing. */
  whole: Whole;
  dirty: boolean;
}

/** What is known of a Thing as a whole. */
interface Whole {
  /** Newest minute in which any of its Datastreams had something open, ms. */
  openTime: number;
}

export const byDatastream = (a: PeerEntry, b: PeerEntry): number => a.context.datastream - b.context.datastream;

/** Tells each Datastream its neighbours, its row on the board and its Thing; answers all of them in the order of their rows. */
export function introduce(entries: Iterable<PeerEntry>, settings: PeerSettings): PeerEntry[] {
  const ordered = [...entries].sort(byDatastream);
  const byThing = new Map<string, Map<number, PeerEntry>>();
  ordered.forEach((entry, row) => {
    entry.row = row;
    const own = byThing.get(entry.place.thing) ?? new Map<number, PeerEntry>();
    byThing.set(entry.place.thing, own.set(entry.property, entry));
  });
  for (const own of byThing.values()) {
    const whole = { openTime: -Infinity };
    for (const entry of own.values()) {
      const opened = entry.state.n[P.openTime];
      if (opened > whole.openTime) whole.openTime = opened;
      entry.whole = whole;
    }
  }
  const places = [...byThing.values()].flatMap((own) => [...own.values()].slice(0, 1).map(({ place }) => place));
  const found = neighboursOf(places, settings);
  for (const entry of ordered) {
    entry.neighbours = (found.get(entry.place.thing) ?? []).flatMap(({ place, metres, bearing }) => {
      const other = byThing.get(place.thing)?.get(entry.property);
      return other === undefined ? [] : [{ entry: other, metres, bearing }];
    });
    entry.rows = entry.neighbours.map(({ entry: other }) => other.row);
  }
  return ordered;
}
