/**
 * Which simulated cities may be used for what. Whoever tunes or trains anything takes seeds through `tuningSeed`; the held-out
 * ones are for the evaluation alone and are never looked at while something is changed because of what is seen.
 */
const TUNING = { first: 1, last: 99 } as const;
const HELD_OUT = { first: 2_000, last: 2_011 } as const;
/** Of the second simulator; its tuning seeds are the same numbers. */
const SECOND_HELD_OUT = { first: 3_000, last: 3_005 } as const;
/**
 * The small city of the regression: every change looks at it, so it is not held out. It is of 1000 to 1011, which were until they had been
 * judged more than once; those are neither tuned on nor judged any more.
 */
export const REGRESSION_SEED = 1_000;

const range = ({ first, last }: { readonly first: number; readonly last: number }): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Seeds to tune and train on: 1 to 99. */
export const tuningSeeds = (): readonly number[] => range(TUNING);

/** Seeds of the evaluation: 2000 to 2011. */
export const heldOutSeeds = (): readonly number[] => range(HELD_OUT);

/** Seeds of the evaluation for the second simulator: 3000 to 3005. */
export const secondHeldOutSeeds = (): readonly number[] => range(SECOND_HELD_OUT);

/**
 * The seed itself, where it may be tuned or trained on.
 * @throws RangeError for every other, the held-out ones above all
 */
export function tuningSeed(seed: number): number {
  if (!Number.isInteger(seed) || seed < TUNING.first || seed > TUNING.last)
    throw new RangeError(
      `seed ${seed} must not be tuned or trained on: take ${TUNING.first} to ${TUNING.last}` +
        (seed >= REGRESSION_SEED ? ' (from 1000 on they are kept for the evaluation)' : ''),
    );
  return seed;
}

/** @throws RangeError where a seed is not held out */
export function heldOutSeed(seed: number): number {
  if (!Number.isInteger(seed) || seed < HELD_OUT.first || seed > HELD_OUT.last)
    throw new RangeError(`seed ${seed} is not held out: those are ${HELD_OUT.first} to ${HELD_OUT.last}`);
  return seed;
}
