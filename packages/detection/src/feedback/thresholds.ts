import type { DetectorKind, FeedbackVerdict } from '@citywatch/contracts';
import { SHIFT_MAX, SHIFT_MIN, type DatastreamContext } from '../detector/context.js';

const DAY_MS = 86_400_000;
/**
 * Half of what a verdict moved is gone after four weeks. Sensors are repaired, roads are rebuilt: what nobody says again should
 * not deafen a Datastream for good.
 */
export const FEEDBACK_HALF_LIFE_MS = 28 * DAY_MS;

/**
 * Decades of rarity that one verdict adds to the raise level of each Datastream it speaks of. Noise: half a decade, so the same
 * deviation must be about three times rarer next time; four such verdicts reach the bound of two decades. Useful takes back a
 * tenth, less than noise adds: a missed alarm is noticed, one too many only tires. Known work says nothing about a threshold.
 */
export const VERDICT_DECADES: Readonly<Record<FeedbackVerdict, number>> = {
  noise: 0.5,
  useful: -0.1,
  'known work': 0,
};

/** Detectors that judge a Datastream by rarity, so that a verdict can move their threshold. Range, gap and clock know only yes and no. */
export const THRESHOLD_DETECTORS: ReadonlySet<DetectorKind> = new Set([
  'seasonal',
  'rate',
  'stuck',
  'pattern',
  'peers',
  'forecast',
  'consistency',
]);

/** One verdict's part in a Datastream's threshold. */
export interface VerdictPart {
  readonly decades: number;
  /** When it was said, ms. */
  readonly at: number;
}

/** What all verdicts in force add up to at the time `from` (ms), decades: each faded, the sum within SHIFT_MIN to SHIFT_MAX. */
export function planShift(parts: readonly VerdictPart[], from: number): number {
  const sum = parts.reduce(
    (total, { decades, at }) => total + decades * 2 ** -(Math.max(0, from - at) / FEEDBACK_HALF_LIFE_MS),
    0,
  );
  const bounded = Math.min(SHIFT_MAX, Math.max(SHIFT_MIN, sum));
  // What is left after a year or two is nothing, and should read so.
  return Math.abs(bounded) < 0.001 ? 0 : Math.round(bounded * 1e6) / 1e6;
}

/** A Datastream's shift, as the newest verdict left it. */
export interface Threshold {
  /** When, ms. */
  readonly from: number;
  /** Decades at `from`; fades from then on. */
  readonly shift: number;
}

/**
 * What is left of it at a time, ms. It fades a day at a time, so that whoever asks for each observation gets the same number all
 * day. Before `from` (a replay of old data) it is whole.
 */
export function fadedShift({ from, shift }: Threshold, time: number): number {
  const days = Math.floor(Math.max(0, time - from) / DAY_MS);
  return shift === 0 || days === 0 ? shift : shift * 2 ** ((-days * DAY_MS) / FEEDBACK_HALF_LIFE_MS);
}

/** The context by which a Datastream is judged at a time, ms; the same object while its shift stays the same. */
export function shiftedContext(
  context: DatastreamContext,
  threshold: Threshold | null,
  time: number,
): DatastreamContext {
  if (threshold === null) return context;
  const shift = fadedShift(threshold, time);
  return shift === context.shift ? context : { ...context, shift };
}
