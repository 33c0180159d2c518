import type { Domain } from '@citywatch/contracts';

/** What is known of an incident beside its members. */
export interface Surroundings {
  /** It is so many of a whole kind at once. */
  readonly network: NetworkShare | null;
  /** What stands beside it, was looked at and is as usual: a feeder's id, a road's name. */
  readonly calm: { readonly feeder?: string; readonly road?: string };
  /** Names of Things that report nothing themselves. */
  readonly nameOf: (thing: string) => string | undefined;
}

export interface NetworkShare {
  readonly kind: string;
  readonly count: number;
  readonly of: number;
  readonly domain: Domain | 'any';
}

export const ALONE: Surroundings = { network: null, calm: {}, nameOf: () => undefined };
