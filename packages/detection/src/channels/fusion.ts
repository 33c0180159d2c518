/** One channel alone counts up to this rarity in the mean. */
const EVIDENCE_CAP = 8;

/**
 * The channels' evidence in one figure: their mean, with a little more weight for the strongest; and the strongest alone, where it is
 * so rare that nothing need agree with it.
 */
export function fuse(evidence: Float32Array): number {
  let sum = 0;
  let strongest = 0;
  for (let i = 0; i < evidence.length; i++) {
    sum += Math.min(evidence[i], EVIDENCE_CAP);
    if (evidence[i] > strongest) strongest = evidence[i];
  }
  return Math.max((0.8 * sum) / evidence.length + 0.08 * Math.min(strongest, EVIDENCE_CAP), 0.22 * strongest);
}
