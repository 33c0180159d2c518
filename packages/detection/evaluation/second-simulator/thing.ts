import type { ThingMetadata } from '@citywatch/contracts';
import type { Habits } from './habits.js';

/** Results of one report by property. */
export type Readings = Record<string, number>;

/** One carriageway; what its detectors have in common. */
export interface Road {
  readonly index: number;
  /** About its busiest hour as a share of what it can carry: above 1 it is jammed every day. */
  readonly busiest: number;
  readonly lanes: number;
  /** km/h. */
  readonly freeSpeed: number;
  readonly habits: Habits;
}

/** A loop or radar above a carriageway. */
export interface Detector {
  readonly kind: 'detector';
  readonly road: Road;
  readonly habits: Habits;
  /** Its demand beside the road's, and its free speed beside the road's. */
  readonly share: number;
  readonly pace: number;
  /** Metres of a vehicle as its loop sees it. */
  readonly vehicleMetres: number;
}

/** An air station. */
export interface Station {
  readonly kind: 'station';
  readonly habits: Habits;
  /** How much traffic there is around it, 0 to 1, and the levels of its surroundings, about 1. */
  readonly roadside: number;
  readonly level: number;
  readonly dustLevel: number;
  /** Degrees that it is warmer than the city, and how open it is to the wind, 1 the open field. */
  readonly warmer: number;
  readonly exposure: number;
}

/** A feeder; what its transformers have in common. */
export interface Feeder {
  readonly index: number;
  /** 0 only homes, 1 only offices. */
  readonly offices: number;
  readonly homesEvening: number;
}

/** A transformer of a feeder, 240 V. */
export interface Transformer {
  readonly kind: 'transformer';
  readonly feeder: Feeder;
  readonly offices: number;
  readonly evening: number;
  readonly ratingKva: number;
  /** Load at its usual peak, of its rating. */
  readonly utilisation: number;
  readonly powerFactor: number;
  /** Voltage lost on the way at full load, of the nominal one. */
  readonly drop: number;
  /** Degrees that its oil warms at its rating. */
  readonly rise: number;
}

/** The meter at the head of a feeder, 7,200 V. */
export interface Head {
  readonly kind: 'head';
  readonly feeder: Feeder;
  /** Power of the whole feeder for each kW of the transformers that have a meter. */
  readonly wholeFeeder: number;
}

export interface SecondThing {
  readonly metadata: ThingMetadata;
  readonly traits: Detector | Station | Transformer | Head;
  /** Properties that its sensor tells in steps ten times coarser than the contract's. */
  readonly coarse: ReadonlySet<string>;
  /** Share of its reports that are lost on the way. */
  readonly loss: number;
  /** When in an interval it reports, share of the interval. */
  readonly phase: number;
}

/** Metres from one Thing to another, towards east and north. */
export function offsetOf(from: ThingMetadata, to: ThingMetadata): readonly [east: number, north: number] {
  const north = (to.latitude - from.latitude) * METRES_A_DEGREE;
  const east = (to.longitude - from.longitude) * METRES_A_DEGREE * Math.cos((from.latitude * Math.PI) / 180);
  return [east, north];
}

export const METRES_A_DEGREE = 111_320;
