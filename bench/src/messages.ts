import { DOMAINS, propertiesOf, type Domain, type ReportMessage } from '@citywatch/contracts';

export interface SampleMessage {
  readonly domain: Domain;
  readonly thing: string;
  readonly value: Buffer;
  readonly results: number;
}

/** Results a report of each domain usually holds: as many as the simulator's Things have. */
const USUAL: Readonly<Record<Domain, number>> = { traffic: 3, 'air-quality': 6, grid: 4 };

/**
 * Telemetry of `things` Things, message `index` of the stream: Thing after Thing, then the next minute. The same index is
 * always the same message; no two have the same Datastream and time.
 */
export function sampleMessage(index: number, things: number, from: number, stepMs: number): SampleMessage {
  const n = index % things;
  const round = Math.floor(index / things);
  const domain = DOMAINS[n % DOMAINS.length];
  const thing = `bench:${domain}-${String(n).padStart(5, '0')}`;
  const results: Record<string, number> = {};
  for (const { id, plausible } of propertiesOf(domain).slice(0, USUAL[domain])) {
    const share = 0.3 + 0.2 * Math.sin(n * 0.7 + round * 0.05 + id.length);
    results[id] = Math.round((plausible[0] + share * (plausible[1] - plausible[0])) * 10) / 10;
  }
  const message: ReportMessage = {
    schema: `${domain}.v1`,
    thing,
    operator: `bench-${domain}`,
    sequence: round,
    phenomenonTime: new Date(from + round * stepMs).toISOString(),
    results,
  };
  return { domain, thing, value: Buffer.from(JSON.stringify(message)), results: USUAL[domain] };
}
