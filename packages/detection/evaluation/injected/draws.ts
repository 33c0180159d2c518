import { uniform } from '@citywatch/simulator';

/** The next random number, 0 up to 1. */
export type Draw = () => number;

/** Random numbers one after the other, the same ones for a seed. */
export function draws(seed: number): Draw {
  let count = 0;
  return () => uniform(seed, count++);
}
