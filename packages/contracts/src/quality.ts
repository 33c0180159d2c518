/**
 * Quality flags of one Observation (`resultQuality`), a bit set of eight. 0 is good. A flagged one never colours the map and is in
 * no sum over the city.
 */
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

/**
 * Of an observation as the database has it: these bits are what its message said, the eight above them what detectors found. So a
 * backtest reads what they were told, and everybody else only asks whether it is 0.
 */
export const SAID_QUALITY = 0xff;

/** The names of the flags that are set. */
export const qualityFlags = (quality: number): QualityFlag[] =>
  (Object.keys(QUALITY) as QualityFlag[]).filter((flag) => hasFlag(quality, flag));
