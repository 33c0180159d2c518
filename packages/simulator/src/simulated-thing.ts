import type { ThingMetadata } from '@citywatch/contracts';
import type { Point } from './plane.js';

interface Base {
  /** Place in City.things. */
  readonly index: number;
  readonly metadata: ThingMetadata;
  readonly point: Point;
  readonly seed: number;
}

/** One detector over all lanes of one direction. */
export interface TrafficThing extends Base {
  readonly kind: 'traffic';
  readonly roadId: string;
  /** Metres along the road in the direction of travel. */
  readonly position: number;
  /** km/h on an empty road. */
  readonly freeSpeed: number;
  /** Vehicles an hour that all lanes together can carry. */
  readonly capacity: number;
  readonly lanes: number;
  /** Demand at the busiest hour as a share of capacity. */
  readonly busy: number;
  /** 1 heads straight for the Loop, −1 straight away from it. */
  readonly inbound: number;
  /** Metres to the next detector, for travel time. */
  readonly segment: number;
  /** Standard deviation of one reading's speed, as a share: signals make streets rougher than expressways. */
  readonly roughness: number;
}

export interface AirThing extends Base {
  readonly kind: 'air';
  /** How much of the traffic beside it a station breathes, 0 to 1. */
  readonly roadside: number;
}

export type GridRole = 'substation' | 'head' | 'transformer' | 'signal';

export interface GridThing extends Base {
  readonly kind: 'grid';
  readonly role: GridRole;
  /** Index of the Thing it is fed through, or −1. */
  readonly parent: number;
  /** kW. */
  readonly rating: number;
  /** V. */
  readonly nominalVoltage: number;
  /** Share of homes among what it feeds; the rest are offices and shops. */
  readonly residential: number;
  /** Load at the usual peak as a share of the rating. */
  readonly usual: number;
  /** Indices of traffic detectors at the crossing whose signals it feeds. */
  readonly detectors: readonly number[];
}

export type SimulatedThing = TrafficThing | AirThing | GridThing;
