import type { BankState, Layout } from './layout.js';

/** A step that comes this many usual steps late has a hole before it; less is an irregular sensor. */
const HOLE = 3;
/** How far the usual step moves towards a longer or shorter one. */
const RATE = 0.02;
/** Longer holes empty every window anyway. */
const MOST_MISSED = 1_000;

const LAST = 0;
const USUAL = 1;

/** The usual time between steps (a running median), and with it how many steps are missing before one. */
export class Rhythm {
  readonly #at: number;

  constructor(layout: Layout) {
    this.#at = layout.doubles(2);
  }

  /** Steps that are missing between the last step and this one at `time` (ms). Clocks that are set back make no hole. */
  missed({ f64 }: BankState, time: number, isFirst: boolean): number {
    const elapsed = isFirst ? 0 : time - f64[this.#at + LAST];
    const usual = f64[this.#at + USUAL];
    f64[this.#at + LAST] = time;
    if (elapsed <= 0) return 0;
    if (usual === 0) f64[this.#at + USUAL] = elapsed;
    else
      f64[this.#at + USUAL] +=
        RATE * (elapsed > usual ? Math.min(usual, elapsed - usual) : Math.max(-usual / 2, elapsed - usual));
    if (usual === 0 || elapsed < HOLE * usual) return 0;
    return Math.min(MOST_MISSED, Math.round(elapsed / usual) - 1);
  }
}
