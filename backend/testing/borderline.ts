import { OBSERVED_PROPERTIES, type Report, type ThingMetadata } from '@citywatch/contracts';

export const STEP_MS = 300_000;
export const DAY_MS = 86_400_000;
const DAY = DAY_MS / STEP_MS;
const speed = OBSERVED_PROPERTIES.findIndex(({ id }) => id === 'speed');

/** Detectors of one road, 200 m apart, that report their speed every five minutes. */
export const THINGS = ['t0', 't1', 't2'];

export const metadata: readonly ThingMetadata[] = THINGS.map((thing, i) => ({
  schema: 'thing.v1',
  thing,
  operator: 'op',
  domain: 'traffic',
  name: `Detector ${i}`,
  longitude: -87.63,
  latitude: 41.88 + i * 0.0018,
  properties: ['speed'],
  interval: STEP_MS / 1_000,
  road: { id: 'halsted-n', name: 'Halsted St', position: i * 200, direction: 'N' },
}));

/** Slower by so much from step `at` of the road's days on, for so many steps, at one of the Things or at all. */
export interface Dip {
  readonly day: number;
  readonly at: number;
  readonly steps: number;
  readonly by: number;
  readonly thing?: number;
}

/** A moderate dip of one detector after noon of a day, and a queue at all three that evening. */
export const moderate = (by: number, day = 9): Dip => ({ day, at: 150, steps: 4, by, thing: 0 });
export const queue = (day = 9): Dip => ({ day, at: 220, steps: 8, by: 50 });

/**
 * The least moderate dip that is as borderline as a test needs it. It is looked for, not written down: detectors are tuned.
 * @throws Error where there is none
 */
export function leastDip(isBorderline: (by: number) => boolean, step = 2): number {
  for (let by = 10; by < 40; by += step) if (isBorderline(by)) return by;
  throw new Error('no dip is borderline: what is compared makes no difference any more');
}

/** Reports of `days` days from a time on (ms): noisy days that are alike, with dips in them. */
export function* roadReports(from: number, days: number, dips: readonly Dip[]): Generator<Report, void> {
  const noise = THINGS.map((_, i) => noiseOf(i + 1));
  for (let step = 0; step < days * DAY; step++)
    for (const [i, thing] of THINGS.entries()) {
      const down = dips
        .filter((dip) => dip.thing === undefined || dip.thing === i)
        .filter(({ day, at, steps }) => step >= day * DAY + at && step < day * DAY + at + steps)
        .reduce((sum, { by }) => sum + by, 0);
      const value = 60 + 6 * Math.sin((step / DAY) * 2 * Math.PI) + 3 * noise[i]() - down;
      yield {
        domain: 'traffic',
        thing,
        operator: 'op',
        sequence: step,
        phenomenonTime: from + step * STEP_MS + i * 1_000,
        properties: [speed],
        results: [Math.max(0, Math.round(value * 10) / 10)],
        qualities: [0],
      };
    }
}

/** About normal, spread 1; the same numbers for the same seed. */
function noiseOf(seed: number): () => number {
  let state = seed;
  return () => {
    let sum = 0;
    for (let i = 0; i < 4; i++) {
      state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
      sum += state / 2 ** 32;
    }
    return (sum - 2) * Math.sqrt(3);
  };
}
