import { OBSERVED_PROPERTIES } from '@citywatch/contracts';
import { tuningOf } from '../detector/tuning.js';

export const MINUTE = 60_000;
const HOUR = 3_600_000;

export interface PeerSettings {
  /** Metres along one carriageway within which detectors are neighbours, between grid sensors of one feeder, between air stations. */
  readonly roadMetres: number;
  readonly feederMetres: number;
  readonly airMetres: number;
  /** Most neighbours that are asked, the nearest; fewest that make a judgement: one that is wrong itself must be outvoted. */
  readonly mostNeighbours: number;
  readonly leastNeighbours: number;
  /** What is judged is the mean of so much, ms. */
  readonly stepMs: number;
  /** Steps in a row beyond the raise level, and steps in a row below half of it that end an anomaly. */
  readonly persistence: number;
  readonly calmSteps: number;
  /** Steps that must be learnt before anything is raised. */
  readonly warmSteps: number;
  /** After this much the new difference is accepted as the usual one, ms. */
  readonly regimeMs: number;
  /** Without a judgement for so long an anomaly ends where it was last seen, ms. */
  readonly forgetMs: number;
  /** So long after its anomaly, in any property, a Thing is neither doubted nor believed, ms: what was hot must cool first. */
  readonly settleMs: number;
  /** Deviation in spreads, on the same side, from which a neighbour agrees with an anomaly; for how long they are asked, ms. */
  readonly agreeing: number;
  readonly askedMs: number;
}

export const DEFAULT_PEERS: PeerSettings = {
  roadMetres: 2_000,
  feederMetres: 3_000,
  airMetres: 4_000,
  mostNeighbours: 8,
  leastNeighbours: 3,
  stepMs: 5 * MINUTE,
  persistence: 3,
  calmSteps: 3,
  warmSteps: 144,
  regimeMs: 24 * HOUR,
  forgetMs: 2 * HOUR,
  settleMs: HOUR,
  agreeing: 2,
  askedMs: 10 * MINUTE,
};

/** Share of the least effect of a lone reading that matters here: neighbours and a quarter of an hour vouch for it. */
const EFFECT = 0.6;
/** Least deviation as a share of the expected value, of what has no zero of its own none. */
const RELATIVE = 0.15;

/**
 * Least difference, in the property's unit, worth a doubt about a sensor that should read `expected`; Infinity for what is
 * never judged. A sensor may be wrong in both directions, whichever of them matters to people.
 */
export function leastDifference(property: number, expected: number): number {
  const { absolute, relative, side } = tuningOf(property);
  if (side === null) return Infinity;
  return Math.max(EFFECT * absolute, Math.max(EFFECT * relative, relative > 0 ? RELATIVE : 0) * Math.abs(expected));
}

/** The property whose mean over a minute means nothing, as 359° and 1° are neighbours; it only says where the wind blows. */
export const WIND_DIRECTION = OBSERVED_PROPERTIES.findIndex(({ id }) => id === 'windDirection');
