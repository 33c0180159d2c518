import type { Domain } from './domain.js';

/**
 * One Thing's report at one time: the telemetry message, parsed. On the wire it is JSON:
 * `{"schema":"traffic.v1","thing":"…","operator":"…","sequence":7,"phenomenonTime":"2026-11-25T12:00:00.000Z",
 *   "results":{"speed":42.5,"flow":880},"units":{"speed":"km/h"},"signature":"…","keyId":"…"}`
 * `units` is optional; where a unit is given it must be the schema's. `signature` and `keyId` are kept for later.
 */
export interface Report {
  readonly domain: Domain;
  readonly thing: string;
  readonly operator: string;
  readonly sequence: number;
  /** Event time, ms since the epoch. */
  readonly phenomenonTime: number;
  /** Indices into OBSERVED_PROPERTIES, one for each result. */
  readonly properties: readonly number[];
  /** Results in the schema's units, same order as `properties`; always finite. */
  readonly results: readonly number[];
  /** Quality flags known from the message alone (QUALITY bit set), same order. */
  readonly qualities: readonly number[];
}

/** The wire form, for producers. */
export interface ReportMessage {
  schema: `${Domain}.v1`;
  thing: string;
  operator: string;
  sequence: number;
  phenomenonTime: string;
  results: Record<string, number>;
  units?: Record<string, string>;
  signature?: string;
  keyId?: string;
}
