import { OBSERVED_PROPERTIES } from '@citywatch/contracts';
import { ChannelBank } from '../channels/bank.js';
import { ForecastLane } from '../forecast/lane.js';

/** Bump with every change of the layout or of what a slot means: older states are then learnt anew. */
export const STATE_VERSION = `datastream-4.${ChannelBank.VERSION}`;

/** Places in the state's numbers. Times in ms, results in the property's unit, NaN = none. */
export const S = {
  property: 0,
  nominal: 1,
  /** Newest observation. */
  time: 2,
  result: 3,
  count: 4,
  interval: 5,
  /** Short-term difference from the profile, how large it usually is, and the residual's spread over all hours. */
  level: 6,
  levelSpread: 7,
  spread: 8,
  /** The lane of back-filled observations: its own clock and level. */
  backTime: 9,
  backLevel: 10,
  tailFrom: 11,
  tailMean: 12,
  tailCount: 13,
  /** Level of the last minutes, for jumps. */
  fast: 14,
  fastSpread: 15,
  fastCount: 16,
  /** Runs of one value. */
  repeat: 17,
  run: 18,
  runTime: 19,
  longestRun: 20,
  /** Moderate deviations in a row, since when, and of which channel. */
  pending: 21,
  pendingTime: 22,
  pendingChannel: 23,
  calm: 24,
  calmTime: 25,
  flagged: 26,
  flaggedTime: 27,
  spreadCount: 28,
  /** 1 where the newest observation was sent about now: only then silence means something. */
  live: 29,
  /** Local day (days since 1970) that `dayWorst` is of: the largest deviation so far today, in spreads. */
  day: 30,
  dayWorst: 31,
  /** The step under way: its number, sum and count of its readings, and where a Thing's steps begin (ms; NaN until known). */
  bucket: 32,
  bucketSum: 33,
  bucketCount: 34,
  phase: 35,
  /** Drift: when the last step was, the residual of the last quarter of an hour, its steps, its mean over days, its tail. */
  driftTime: 36,
  drift: 37,
  driftCount: 38,
  driftSlow: 39,
  driftTailFrom: 40,
  driftTailMean: 41,
  driftTailCount: 42,
  /** A pattern under suspicion: steps in a row, since when, and of which kind; steps that it has been calm. */
  patternPending: 43,
  patternTime: 44,
  patternKind: 45,
  patternCalm: 46,
  patternCalmTime: 47,
  /** What this sensor has read so far, flagged readings left out. */
  lowest: 48,
  highest: 49,
  /** Wild readings of the last hour (fading), when the last one was, and whether the newest reading is one. */
  spikes: 50,
  spikeTime: 51,
  spiking: 52,
  /** Log-odds that this Datastream keeps holidays as it keeps weekends. */
  holiday: 53,
  /** Flags of the newest observation, its message's and those of error codes; what its message did not know is in `found`. */
  quality: 54,
  /** What the channel bank said of the last step: its strongest channel (place in CHANNEL_CODES) and how rare it was. */
  bankChannel: 55,
  bankScore: 56,
  /** A clock in doubt: reports in a row that are off, by how much (ms, ahead is positive), since when and when the last one came. */
  clockReports: 57,
  clockOff: 58,
  clockSince: 59,
  heard: 60,
  /** How a Thing's readings usually fit together (a logarithm): its mean, spread, hours taught, and its tail. */
  fit: 61,
  fitSpread: 62,
  fitHours: 63,
  fitTailFrom: 64,
  fitTailMean: 65,
  fitTailCount: 66,
  /** Since when its readings contradict each other, while that is only suspected; and since when they fit again. */
  fitPendingTime: 67,
  fitCalmTime: 68,
  /** Flags that we found of the newest observation, beyond what its message said. */
  found: 69,
  /** Share of reports before which some were lost, and how many more than one were lost then, on average. */
  holes: 70,
  holeLength: 71,
  /** The least change between two readings lately: what this sensor resolves; NaN before any. */
  grain: 72,
  /** Open anomalies: a slot of SLOT_SIZE numbers for each kind. */
  open: 73,
} as const;

export const SLOTS = {
  value: 0,
  stuck: 1,
  range: 2,
  gap: 3,
  pattern: 4,
  forecast: 5,
  clock: 6,
  consistency: 7,
} as const;
export type Slot = (typeof SLOTS)[keyof typeof SLOTS];

/**
 * Places within an open anomaly's slot. `start` is NaN while none is open; `silent` is 1 where its kind ran in shadow when it
 * began. Why: rank among `days` days (0: unknown), strongest and next channel (place in CHANNEL_CODES, -1: none) with their rarity.
 */
export const A = {
  start: 0,
  severity: 1,
  score: 2,
  observed: 3,
  expected: 4,
  low: 5,
  high: 6,
  kind: 7,
  silent: 8,
  place: 9,
  days: 10,
  first: 11,
  firstScore: 12,
  next: 13,
  nextScore: 14,
} as const;
const SLOT_SIZE = 16;

/** Log-odds at first that a holiday is like a weekend: four to one. */
const WEEKEND_LIKE = 1.4;
/** Days of which the largest deviation is remembered. */
export const DAYS = 28;

/** Hours of the day × weekday, weekend: the profile's mean, spread and weight (hours taught). */
export const BINS = 48;
const NUMBERS = S.open + Object.keys(SLOTS).length * SLOT_SIZE;
const BYTES = NUMBERS * 8 + 3 * BINS * 4;
const WORST_BYTES = DAYS * 4;
const SLOW_BYTES = WORST_BYTES + ChannelBank.BYTES + ForecastLane.BYTES;

/**
 * All that is known of one Datastream, without references, so saving is copying. Two parts: what every observation changes,
 * and what only a step of five minutes changes, which is the larger one.
 */
export class DatastreamState {
  readonly n: Float64Array;
  readonly mean: Float32Array;
  readonly spread: Float32Array;
  readonly weight: Float32Array;
  /** Largest deviation of each of the last days, in spreads, in a ring by local day; NaN where unknown. */
  readonly worst: Float32Array;
  readonly bank: ChannelBank;
  readonly lane: ForecastLane;
  /** The slow part differs from what was saved last. */
  slowChanged = true;

  constructor(
    readonly fast: ArrayBuffer = new ArrayBuffer(BYTES),
    readonly slow: ArrayBuffer = newSlow(),
  ) {
    this.n = new Float64Array(fast, 0, NUMBERS);
    this.mean = new Float32Array(fast, NUMBERS * 8, BINS);
    this.spread = new Float32Array(fast, NUMBERS * 8 + BINS * 4, BINS);
    this.weight = new Float32Array(fast, NUMBERS * 8 + BINS * 8, BINS);
    this.worst = new Float32Array(slow, 0, DAYS);
    this.bank = new ChannelBank(slow, WORST_BYTES);
    this.lane = new ForecastLane(slow, WORST_BYTES + ChannelBank.BYTES);
  }
}

function newSlow(): ArrayBuffer {
  const buffer = new ArrayBuffer(SLOW_BYTES);
  new Float32Array(buffer, 0, DAYS).fill(NaN);
  return buffer;
}

export const slotAt = (slot: Slot): number => S.open + slot * SLOT_SIZE;
export const isOpen = (state: DatastreamState, slot: Slot): boolean => !Number.isNaN(state.n[slotAt(slot) + A.start]);

/**
 * The state of a Datastream that nothing is known of.
 * @param property index into OBSERVED_PROPERTIES
 * @param nominal its nominal value, such as 230 for a voltage, or null
 */
export function createState(property: number, nominal: number | null = null): DatastreamState {
  if (OBSERVED_PROPERTIES[property] === undefined) throw new RangeError(`there is no observed property ${property}`);
  const state = new DatastreamState();
  const { n } = state;
  n[S.property] = property;
  n[S.nominal] = nominal ?? NaN;
  for (const slot of [
    S.time,
    S.result,
    S.backTime,
    S.pendingTime,
    S.calmTime,
    S.flaggedTime,
    S.runTime,
    S.day,
    S.bucket,
    S.phase,
    S.driftTime,
    S.spikeTime,
    S.clockOff,
    S.clockSince,
    S.heard,
    S.fitPendingTime,
    S.fitCalmTime,
    S.grain,
  ])
    n[slot] = NaN;
  n[S.tailFrom] = 2.5;
  n[S.tailMean] = 0.7;
  n[S.driftTailFrom] = 2.5;
  n[S.driftTailMean] = 0.7;
  n[S.fitTailFrom] = 2.5;
  n[S.fitTailMean] = 0.7;
  n[S.lowest] = Infinity;
  n[S.highest] = -Infinity;
  n[S.holiday] = WEEKEND_LIKE;
  n[S.repeat] = 0.3;
  for (const slot of Object.values(SLOTS)) n[slotAt(slot) + A.start] = NaN;
  return state;
}

/** Takes over a nominal value that was declared, or withdrawn, later. */
export const setNominal = (state: DatastreamState, nominal: number | null): void => {
  state.n[S.nominal] = nominal ?? NaN;
};

/** A copy of everything as bytes, to be kept with STATE_VERSION. */
export function saveState({ fast, slow }: DatastreamState): Uint8Array {
  const bytes = new Uint8Array(BYTES + SLOW_BYTES);
  bytes.set(new Uint8Array(fast));
  bytes.set(new Uint8Array(slow), BYTES);
  return bytes;
}

/** A copy in two parts; `slow` is null where it has not changed since it was saved last, and counts as saved by this. */
export function saveParts(state: DatastreamState): { readonly fast: Uint8Array; readonly slow: Uint8Array | null } {
  const slow = state.slowChanged ? new Uint8Array(state.slow.slice(0)) : null;
  state.slowChanged = false;
  return { fast: new Uint8Array(state.fast.slice(0)), slow };
}

/**
 * The state of saved bytes: everything in one, or the fast part and, if there is one, the slow part, which else begins anew.
 * Null where they are of another version, of another length or of an unknown property.
 */
export function loadState(version: string, bytes: Uint8Array, slow: Uint8Array | null = null): DatastreamState | null {
  if (version !== STATE_VERSION) return null;
  // Not slice(): a Node Buffer's would share the memory of its pool.
  const all = new Uint8Array(bytes).buffer;
  const whole = all.byteLength === BYTES + SLOW_BYTES;
  if (!whole && all.byteLength !== BYTES) return null;
  if (slow !== null && slow.byteLength !== SLOW_BYTES) return null;
  const rest = whole ? all.slice(BYTES) : slow === null ? newSlow() : new Uint8Array(slow).buffer;
  const state = new DatastreamState(whole ? all.slice(0, BYTES) : all, rest);
  state.slowChanged = slow === null;
  return OBSERVED_PROPERTIES[state.n[S.property]] === undefined ? null : state;
}
