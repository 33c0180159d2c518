/** Bump with every change of the layout or of what a place means: older states are then learnt anew. */
export const PEER_STATE_VERSION = 'peers-1';

/** Places in the state's numbers. Times in ms, deviations in the Datastream's own spreads, NaN = none. */
export const P = {
  /** Newest minute: when, deviation, one spread and what was expected in the property's unit, what is open and since when. */
  minute: 0,
  z: 1,
  scale: 2,
  expected: 3,
  open: 4,
  since: 5,
  /** The step so far. */
  sum: 6,
  count: 7,
  /** Newest judged step: its end, mean deviation, and 1 where its Thing had something open about then. */
  stepTime: 8,
  stepZ: 9,
  stepOpen: 10,
  /** Tail of the difference, as detector/tail.ts keeps it. */
  tailFrom: 11,
  tailMean: 12,
  tailCount: 13,
  /** How much it moves with its neighbours: means of their product and of their square. */
  product: 14,
  square: 15,
  /** The usual difference, its spread, and steps that taught them. */
  offset: 16,
  spread: 17,
  lessons: 18,
  /** Steps in a row beyond the level, on which side, since when. */
  pending: 19,
  side: 20,
  pendingTime: 21,
  calm: 22,
  calmTime: 23,
  /** The open anomaly; `start` is NaN while none is. `silent` is 1 where the kind ran in shadow when it began. */
  start: 24,
  score: 25,
  observed: 26,
  should: 27,
  low: 28,
  high: 29,
  asked: 30,
  silent: 31,
  judgedTime: 32,
  /** The measured anomaly whose neighbours were asked, and how many agreed at most. */
  askedSince: 33,
  askedAgreed: 34,
  /** Newest minute in which something was open. */
  openTime: 35,
} as const;
const NUMBERS = 36;

/** All that is known of one Datastream beside its neighbours: 288 bytes, so saving is copying. */
export class PeerState {
  readonly n: Float64Array;

  constructor(readonly buffer: ArrayBuffer = new ArrayBuffer(NUMBERS * 8)) {
    this.n = new Float64Array(buffer);
  }
}

export function createPeerState(): PeerState {
  const state = new PeerState();
  const { n } = state;
  for (const place of [
    P.minute,
    P.z,
    P.stepTime,
    P.stepZ,
    P.pendingTime,
    P.calmTime,
    P.start,
    P.judgedTime,
    P.askedSince,
    P.openTime,
  ])
    n[place] = NaN;
  n[P.tailFrom] = 2.5;
  n[P.tailMean] = 0.7;
  return state;
}

/** A copy as bytes, to be kept with PEER_STATE_VERSION. */
export const savePeerState = (state: PeerState): Uint8Array => new Uint8Array(state.buffer.slice(0));

/** The state of saved bytes, or null where they are of another version or length. */
export const loadPeerState = (version: string, bytes: Uint8Array): PeerState | null =>
  version === PEER_STATE_VERSION && bytes.byteLength === NUMBERS * 8
    ? new PeerState(new Uint8Array(bytes).buffer)
    : null;
