import { OBSERVED_PROPERTIES, propertyIndex } from '@citywatch/contracts';

/** Readings of one Thing that physics ties: the product of their powers is a constant of the place, or nearly. */
export interface Relation {
  /** Indexes into OBSERVED_PROPERTIES; the first one's Datastream keeps what is known of the relation. */
  readonly properties: readonly number[];
  /** The same as bits. */
  readonly bits: number;
  readonly powers: readonly number[];
  /** Least relative deviation of one of them that is worth a look. */
  readonly least: number;
}

/** Bits of one number: so many of the contract's properties can be in a relation. */
export const MAX_RELATED = 31;

/** A property, by its index, as a bit; 0 of one that no relation can have. */
export const bitOf = (property: number): number => (property < MAX_RELATED ? 1 << property : 0);

/** Properties, by their index, as bits of one number. @throws Error where one of them has none */
export function bitsOf(properties: readonly number[]): number {
  const beyond = properties.find((property) => !(property >= 0 && property < MAX_RELATED));
  if (beyond !== undefined)
    throw new Error(
      `property ${beyond} cannot be in a relation, only the first ${MAX_RELATED} of OBSERVED_PROPERTIES can: put it before them`,
    );
  return properties.reduce((bits, property) => bits | bitOf(property), 0);
}

function relation(least: number, parts: Readonly<Record<string, number>>): Relation {
  const properties = Object.keys(parts).map((id) => propertyIndex(id));
  return { properties, bits: bitsOf(properties), powers: Object.values(parts), least };
}

/**
 * In the order in which they are tried: the first whose properties a report all has is the Thing's.
 * - occupancy · speed / flow is the vehicles' mean length as a loop sees it, the test of loop data in practice (Turochy and Smith,
 *   "New procedure for detector data screening in traffic management systems", Transportation Research Record 1727, 2000).
 * - active power is voltage times current times a power factor; so is what a transformer's load is a share of.
 * - fine dust is a share of coarse dust that changes with the weather, over hours.
 */
const RELATIONS: readonly Relation[] = [
  relation(0.25, { flow: -1, occupancy: 1, speed: 1 }),
  relation(0.1, { activePower: 1, voltage: -1, current: -1 }),
  relation(0.1, { load: 1, voltage: -1, current: -1 }),
  relation(0.1, { load: 1, activePower: -1 }),
  relation(0.35, { pm25: 1, pm10: -1 }),
];

/** Readings of fewer steps of their resolution are rounded too coarsely. */
const RESOLVED = 5;

/** The first relation between properties that are all among these bits, or null. */
export function relationOf(bits: number): Relation | null {
  for (const one of RELATIONS) if ((bits & one.bits) === one.bits) return one;
  return null;
}

/** A relation's logarithm, and how far rounding alone may move it (one standard deviation). */
export interface Fit {
  readonly value: number;
  readonly rounding: number;
}

/** How these results (in the order of the relation's properties) fit; null where one is too small to be compared. */
export function fitOf({ properties, powers }: Relation, results: readonly number[]): Fit | null {
  let value = 0;
  let variance = 0;
  for (let i = 0; i < properties.length; i++) {
    const { step } = OBSERVED_PROPERTIES[properties[i]];
    if (!(results[i] >= RESOLVED * step)) return null;
    value += powers[i] * Math.log(results[i]);
    variance += (powers[i] * step) ** 2 / 12 / results[i] ** 2;
  }
  return { value, rounding: Math.sqrt(variance) };
}
