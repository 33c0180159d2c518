import { RESIDUAL_OPEN, residualText, type Residual } from '@citywatch/contracts';
import type { StreamMessage } from '@citywatch/stream';

const MINUTE = 60_000;
const LEARNT = 13 * 60;
const OFF = [LEARNT, LEARNT + 90];
const OFF_MINUTES = 30;

/** Minutes of the story, and the one between its two parts at which somebody may judge the first. */
export const MINUTES = LEARNT + 180;
export const SAID = LEARNT + 60;

/** From -1 to 1, the same in every run, and seldom far out. */
const noise = (a: number, b: number): number => ((((a * 7_919 + b * 104_729) % 1_000) / 1_000) * 2 - 1) ** 5;

/**
 * Messages of residuals, one a minute from a time on (ms): thirteen hours of neighbours that agree, then twice the third of them
 * is `by` spreads lower for half an hour. A spread is so wide that what is said of it is decided by its rarity alone.
 */
export const twiceOff = (datastreams: readonly number[], start: number, by: number): StreamMessage[] =>
  Array.from({ length: MINUTES }, (_, i) => {
    const minute = start + i * MINUTE;
    const isOff = OFF.some((from) => i >= from && i < from + OFF_MINUTES);
    const rows = datastreams.map((datastream, n): Residual => {
      const z = 0.7 * noise(Math.floor(i / 7), 1) + noise(i, n + 1) - (n === 2 && isOff ? by : 0);
      return { datastream, z, scale: 15, expected: 60, open: RESIDUAL_OPEN.none, since: 0 };
    });
    const text = residualText({ source: 'telemetry.traffic.v1/0', minute, until: minute + MINUTE, rows });
    return { key: null, value: Buffer.from(text), headers: {}, offset: i, timestamp: minute + 2 * MINUTE };
  });

/**
 * The least deviation, spreads, that is as borderline as a test needs it. It is looked for, not written down: peers are tuned.
 * @throws Error where there is none
 */
export function leastOff(isBorderline: (by: number) => boolean): number {
  for (let by = 0.5; by < 2; by += 0.05) if (isBorderline(by)) return by;
  throw new Error('no deviation is borderline: what is compared makes no difference any more');
}
