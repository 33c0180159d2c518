/** Quality flags of one Observation (`resultQuality`), a bit set. 0 is good. A flagged one never colours the map. */
export const QUALITY = {
  outOfRange: 1,
  stuck: 2,
  rate: 4,
  gap: 8,
  clock: 16,
  errorCode: 32,
} as const;
export type QualityFlag = keyof typeof QUALITY;

export const hasFlag = (quality: number, flag: QualityFlag): boolean => (quality & QUALITY[flag]) !== 0;

/** The names of the flags that are set. */
export const qualityFlags = (quality: number): QualityFlag[] =>
  (Object.keys(QUALITY) as QualityFlag[]).filter((flag) => hasFlag(quality, flag));
