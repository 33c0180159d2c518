import { parseObject, type ParseOptions } from './parse-object.js';
import { reject, showValue, type Rejection } from './reject.js';

/** What is open of a Datastream while a minute of it is told: a measured anomaly by its detector, or a doubt about the sensor. */
export const RESIDUAL_OPEN = { none: 0, seasonal: 1, rate: 2, doubt: 3, forecast: 4 } as const;
export type ResidualOpen = (typeof RESIDUAL_OPEN)[keyof typeof RESIDUAL_OPEN];

/** How far one Datastream was, over one minute, from what its own profile expects. */
export interface Residual {
  readonly datastream: number;
  /** Mean deviation from the profile alone, in its spreads. */
  readonly z: number;
  /** One spread, and what was expected, in the property's unit. */
  readonly scale: number;
  readonly expected: number;
  readonly open: ResidualOpen;
  /** Start of the measured anomaly that is open, ms; 0 where none is. */
  readonly since: number;
}

/**
 * One message of residuals.v1: a minute of one partition's Datastreams, or only how far the partition is. `until` (ms): all
 * before it has been told; null: the partition has nothing to tell, so nobody should wait for it.
 */
export interface ResidualMessage {
  /** Topic and partition whose detector tells it, such as "telemetry.grid.v1/3". */
  readonly source: string;
  /** Start of the minute, ms. */
  readonly minute: number;
  readonly until: number | null;
  readonly rows: readonly Residual[];
}

/** Rows of one message at most; a larger minute is told in several: 200 kB, and never more than the bytes below. */
export const MAX_RESIDUAL_ROWS = 5_000;
/** Far above a telemetry message's, as one holds a minute of thousands of Datastreams; below what Kafka takes by default. */
export const MAX_RESIDUAL_BYTES = 800_000;
const SCHEMA = 'residual.v1';
const OPEN: ReadonlySet<number> = new Set(Object.values(RESIDUAL_OPEN));
const short = (value: number): number => Number(value.toPrecision(6));

/** The message's text: rows as arrays, as there are as many of them a minute as Datastreams. */
export const residualText = ({ source, minute, until, rows }: ResidualMessage): string =>
  JSON.stringify({
    schema: SCHEMA,
    source,
    minute,
    until,
    rows: rows.map(({ datastream, z, scale, expected, open, since }) => {
      const row = [datastream, short(z), short(scale), short(expected)];
      return open === RESIDUAL_OPEN.none ? row : [...row, open, since];
    }),
  });

/** Parses one message of residuals.v1. Never throws: what cannot be used is a Rejection that says why. */
export function parseResiduals(
  value: Uint8Array | null,
  { maxBytes = MAX_RESIDUAL_BYTES }: ParseOptions = {},
): { readonly ok: true; readonly message: ResidualMessage } | Rejection {
  const object = parseObject(value, { maxBytes });
  if (!object.ok) return object;
  const { schema, source, minute, until, rows } = object.json;
  if (schema !== SCHEMA) return reject('wrong-schema', `schema is ${showValue(schema)}, this topic takes "${SCHEMA}"`);
  if (typeof source !== 'string' || source === '' || source.length > 300)
    return reject('bad-field', `source is ${showValue(source)}; it must be a topic and its partition`);
  if (!isMinute(minute))
    return reject('bad-time', `minute is ${showValue(minute)}; it must be the start of one, in ms`);
  if (until !== null && !isMinute(until))
    return reject('bad-time', `until is ${showValue(until)}; it must be the start of a minute in ms, or null`);
  if (!Array.isArray(rows)) return reject('bad-field', `rows is ${showValue(rows)}; it must be an array`);
  const parsed: Residual[] = [];
  for (const row of rows as readonly unknown[]) {
    const residual = residualOf(row);
    if (residual === null)
      return reject(
        'bad-field',
        `a row is ${showValue(row)}; it must be [datastream, z, scale, expected, open?, since?]`,
      );
    parsed.push(residual);
  }
  return { ok: true, message: { source, minute, until, rows: parsed } };
}

const isMinute = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value % 60_000 === 0;

function residualOf(row: unknown): Residual | null {
  if (!Array.isArray(row) || (row.length !== 4 && row.length !== 6)) return null;
  if (!row.every((item) => typeof item === 'number' && Number.isFinite(item))) return null;
  const [datastream, z, scale, expected, open = 0, since = 0] = row as number[];
  if (!Number.isSafeInteger(datastream) || scale < 0 || !OPEN.has(open)) return null;
  return { datastream, z, scale, expected, open: open as ResidualOpen, since };
}
