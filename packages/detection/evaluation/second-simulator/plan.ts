import { crash, feederFault, fire, type SkyAt } from './city-troubles.js';
import { HOUR } from './clock.js';
import { Random } from './random.js';
import { drift, errorCode, gap, levelShift, spike, stuck } from './sensor-troubles.js';
import type { SecondThing } from './thing.js';
import type { Span, Trouble } from './trouble.js';

/** Between two things that go wrong with the same Thing, as in our own cities. */
const APART_MS = 4 * HOUR;
/** Judged time that is left quiet at its beginning, and at its end, so that everything has its tail. */
const MARGIN_MS = 3 * HOUR;
/** Draws for one before it is given up. */
const ATTEMPTS = 400;

interface Row {
  readonly count: number;
  /** How long it lasts, hours. */
  readonly hours: readonly [least: number, most: number];
  /** null where there is no room for it at that time and place. */
  readonly make: (things: readonly SecondThing[], span: Span, random: Random, sky: SkyAt) => Trouble | null;
}

/** What goes wrong in a week. */
const PROGRAMME: readonly Row[] = [
  { count: 6, hours: [0.5, 1.2], make: crash },
  { count: 4, hours: [0.4, 1.5], make: feederFault },
  { count: 4, hours: [1, 3], make: fire },
  { count: 10, hours: [3, 8], make: stuck },
  { count: 8, hours: [8, 30], make: drift },
  { count: 8, hours: [0.5, 1], make: spike },
  { count: 8, hours: [0.75, 3], make: gap },
  { count: 5, hours: [0.5, 2], make: errorCode },
  { count: 6, hours: [6, 20], make: levelShift },
];

/**
 * What goes wrong with some Things in [from, to) (ms), in the order of time: any number at once, but never two with the same Thing within
 * 4 hours. A kind that finds no place is rarer.
 * @param sky the weather of a time, which carries smoke
 */
export function planTroubles(
  seed: number,
  things: readonly SecondThing[],
  from: number,
  to: number,
  sky: SkyAt,
): Trouble[] {
  const random = new Random(seed, 3);
  const planned: Trouble[] = [];
  for (const { count, hours, make } of PROGRAMME)
    for (let nth = 0; nth < count; nth++)
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const lasts = Math.round(random.between(...hours) * HOUR);
        const begin = Math.round(random.between(from + MARGIN_MS, to - MARGIN_MS - lasts));
        const trouble = make(things, { from: begin, to: begin + lasts }, random, sky);
        if (trouble === null || planned.some((other) => areTooNear(trouble, other))) continue;
        planned.push(trouble);
        break;
      }
  return planned.sort((a, b) => a.event.from - b.event.from);
}

function areTooNear({ event: one }: Trouble, { event: other }: Trouble): boolean {
  if (one.from - other.to >= APART_MS || other.from - one.to >= APART_MS) return false;
  const touched = new Set(one.touched);
  return other.touched.some((thing) => touched.has(thing));
}
