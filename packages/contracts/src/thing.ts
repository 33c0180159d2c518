import type { Domain } from './domain.js';

/** A road a traffic Thing stands on: `position` is metres along it in the direction of travel. */
export interface RoadPlace {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  readonly direction: 'N' | 'E' | 'S' | 'W';
}

/** Where a grid Thing hangs: its feeder, and the Thing it is fed through (null at the feeder's head). */
export interface FeederPlace {
  readonly id: string;
  readonly parent: string | null;
}

/** A Thing's metadata message (topic things.v1), and the catalogue's entry for it. */
export interface ThingMetadata {
  readonly schema: 'thing.v1';
  readonly thing: string;
  readonly operator: string;
  readonly domain: Domain;
  readonly name: string;
  readonly longitude: number;
  readonly latitude: number;
  /** Property ids; each makes one Datastream. */
  readonly properties: readonly string[];
  /** Usual seconds between two reports. */
  readonly interval: number;
  readonly road?: RoadPlace;
  readonly feeder?: FeederPlace;
  /** Nominal values a detector may use, such as {"voltage": 230}. */
  readonly nominal?: Readonly<Record<string, number>>;
}

/** Ids: what may stand in a Thing, operator, road or feeder id. Names are free text and always shown as text. */
export const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
export const ID_SHAPE = 'an id of 1 to 128 letters, digits or . _ : -';
