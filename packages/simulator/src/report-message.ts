import type { ReportMessage } from '@citywatch/contracts';
import type { Observed } from './incident.js';
import type { SimulatedThing } from './simulated-thing.js';

/** The telemetry message of a report. Its sequence is the second it was measured, by a good clock: rising for every Thing. */
export function reportMessage({ metadata }: SimulatedThing, observed: Observed, time: number): ReportMessage {
  return {
    schema: `${metadata.domain}.v1`,
    thing: metadata.thing,
    operator: metadata.operator,
    sequence: Math.floor(time / 1000),
    phenomenonTime: new Date(observed.phenomenonTime).toISOString(),
    results: observed.results,
  };
}
