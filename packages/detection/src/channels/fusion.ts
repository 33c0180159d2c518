/** One channel alone counts up to this rarity in the mean. */
const EVIDENCE_CAP = 8;
/** From here on the rarity grows by SLOPE a unit of fused evidence; below it goes down to 0 in a straight line. */
const KNEE = 0.6;
const KNEE_RARITY = 2.605;
const SLOPE = 2.25;
const MOST_RARITY = 12;
const WEEK = 604_800_000;

/**
 * The channels' evidence in one figure: their mean, with a little more weight for the strongest; and the strongest alone, where it
 * is so rare that nothing need agree with it.
 */
function fused(evidence: Float32Array): number {
  let sum = 0;
  let strongest = 0;
  for (let i = 0; i < evidence.length; i++) {
    sum += Math.min(evidence[i], EVIDENCE_CAP);
    if (evidence[i] > strongest) strongest = evidence[i];
  }
  return Math.max((0.8 * sum) / evidence.length + 0.08 * Math.min(strongest, EVIDENCE_CAP), 0.22 * strongest);
}

/**
 * How rare it is that an alarm begins at a step by chance: -log10 of the probability, at most 12. Because every channel is
 * calibrated on its own sensor, one curve serves all; it is the mean over synthetic noise of nine shapes, which
 * `calibration.test.ts` measures again.
 */
export function fuse(evidence: Float32Array): number {
  const figure = fused(evidence);
  if (figure < KNEE) return (KNEE_RARITY * figure) / KNEE;
  return Math.min(MOST_RARITY, KNEE_RARITY + SLOPE * (figure - KNEE));
}

/**
 * The score at which alarms begin by chance as often as is allowed: within a factor of 3 for one to a half a week, and for a tenth
 * where the noise is about normal. Heavy or skewed tails alarm up to eight times as often as a twentieth a week.
 * @param falseAlarmsPerWeek of one sensor, more than 0
 * @param stepMs from one step to the next
 */
export function raiseScore(falseAlarmsPerWeek: number, stepMs: number): number {
  if (!(falseAlarmsPerWeek > 0) || !(stepMs > 0))
    throw new RangeError(
      `The allowed false alarms a week and the step must be more than 0; got ${falseAlarmsPerWeek} and ${stepMs} ms.`,
    );
  return Math.max(0, Math.log10(WEEK / stepMs / falseAlarmsPerWeek));
}
