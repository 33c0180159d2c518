import { draws, type Draw } from './draws.js';

/** What is done to real readings: the kinds of the issue. */
export const FAULT_KINDS = [
  'stuck',
  'drift',
  'spike',
  'level-shift',
  'gap',
  'noise-burst',
  'error-code',
  'crash',
  'feeder-fault',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];
/** Kinds of one Datastream alone. */
export type LoneKind = Exclude<FaultKind, 'crash' | 'feeder-fault'>;

/** What a faulty sensor says instead of a reading; null: nothing. `share` is how much of the fault's time has passed, 0 to 1. */
export type Corrupt = (reading: number, share: number) => number | null;

/** A Datastream as far as a fault must know it. */
export interface Series {
  /** Last reading before the fault. */
  readonly before: number;
  /** From the tenth to the ninetieth of a hundred readings, or three tenths of the middle one: the usual range, in the property's unit. */
  readonly usual: number;
  readonly plausible: readonly [min: number, max: number];
  /** Decimals that the sensor tells. */
  readonly decimals: number;
}

/** How long a fault lasts, in reports; both ends are drawn alike. Spikes are one to three readings, drifts come on slowly. */
const REPORTS: Readonly<Record<LoneKind, readonly [least: number, most: number]>> = {
  stuck: [12, 36],
  drift: [36, 96],
  spike: [1, 3],
  'level-shift': [12, 48],
  gap: [6, 24],
  'noise-burst': [12, 36],
  'error-code': [2, 6],
};
/** Size in usual ranges: of a drift when it ends, of a shift, and one standard deviation of a burst's noise. */
const SIZE = {
  drift: [0.6, 1.2],
  'level-shift': [0.5, 1],
  spike: [1, 2.5],
  'noise-burst': [0.4, 0.8],
} as const;
const CODES = [-1, 999, -9999, 9999, -999] as const;

/** How many reports a fault of a kind lasts. */
export const reportsOf = (kind: LoneKind, draw: Draw): number => {
  const [least, most] = REPORTS[kind];
  return least + Math.floor(draw() * (most - least + 1));
};

const between = ([least, most]: readonly [number, number], draw: Draw): number => least + draw() * (most - least);

/** A fault of one Datastream. Physical bounds hold: a speed does not become negative by drifting. */
export function corruptionOf(kind: LoneKind, series: Series, draw: Draw): Corrupt {
  const { before, usual } = series;
  const fit = (value: number) => fitted(value, series);
  const sign = draw() < 0.5 ? -1 : 1;
  switch (kind) {
    case 'stuck':
      return () => before;
    case 'gap':
      return () => null;
    case 'error-code': {
      const code = CODES[Math.floor(draw() * CODES.length)];
      return () => code;
    }
    case 'noise-burst': {
      const size = between(SIZE[kind], draw) * usual;
      const noise = draws(Math.floor(draw() * 2 ** 32));
      return (reading) => fit(reading + size * normalOf(noise));
    }
    case 'drift': {
      const size = sign * between(SIZE[kind], draw) * usual;
      return (reading, share) => fit(reading + size * share);
    }
    case 'spike':
    case 'level-shift': {
      const size = sign * between(SIZE[kind], draw) * usual;
      return (reading) => fit(reading + size);
    }
  }
}

/** Traffic that comes to a crawl: at once at the crash, over the first fifth of its time behind it. */
export function crawl(left: number, decimals: number): Corrupt {
  const round = rounder(decimals);
  return (reading, share) => round(reading * (1 - (1 - left) * Math.min(1, 5 * share + 0.4)));
}

/** Box and Muller 1958: mean 0, standard deviation 1. */
const normalOf = (draw: Draw): number => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());

const rounder = (decimals: number) => {
  const factor = 10 ** decimals;
  return (value: number) => Math.round(value * factor) / factor;
};

const fitted = (value: number, { plausible: [min, max], decimals }: Series): number =>
  rounder(decimals)(Math.min(max, Math.max(min, value)));
