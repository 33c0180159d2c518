import type { Domain, Report } from '@citywatch/contracts';

/** A Datastream whose observations are read. */
export interface StoredStream {
  readonly datastream: number;
  readonly thing: string;
  readonly operator: string;
  readonly domain: Domain;
  /** Index into OBSERVED_PROPERTIES. */
  readonly property: number;
}

/** Of an Observation: phenomenonTime (ms), Datastream, result, quality. */
export type StoredRow = readonly [time: number, datastream: number, result: number, quality: number];

/**
 * Makes the reports again that observations came in: those of one Thing at one time are one report.
 * @param rows in order of time; all of one time must be in one call
 */
export function* toReports(
  rows: readonly StoredRow[],
  streams: ReadonlyMap<number, StoredStream>,
): Generator<Report, void> {
  for (let from = 0; from < rows.length;) {
    const [time] = rows[from];
    let to = from;
    const things = new Map<
      string,
      { stream: StoredStream; rows: [property: number, result: number, quality: number][] }
    >();
    for (; to < rows.length && rows[to][0] === time; to++) {
      const [, datastream, result, quality] = rows[to];
      const stream = streams.get(datastream);
      if (stream === undefined) continue;
      const known = things.get(stream.thing);
      if (known === undefined) things.set(stream.thing, { stream, rows: [[stream.property, result, quality]] });
      else known.rows.push([stream.property, result, quality]);
    }
    for (const { stream, rows: found } of things.values()) {
      found.sort(([a], [b]) => a - b);
      yield {
        domain: stream.domain,
        thing: stream.thing,
        operator: stream.operator,
        sequence: 0,
        phenomenonTime: time,
        properties: found.map(([property]) => property),
        results: found.map(([, result]) => result),
        qualities: found.map(([, , quality]) => quality),
      };
    }
    from = to;
  }
}
