import { type Domain } from './domain.js';
import { parseIsoTime } from './iso-time.js';
import { OBSERVED_PROPERTIES, propertyIndex } from './observed-property.js';
import { parseObject, type ParseOptions } from './parse-object.js';
import { QUALITY } from './quality.js';
import { reject, type Rejection, showValue } from './reject.js';
import type { Report } from './report.js';
import { ID_PATTERN } from './thing.js';

export type ParsedReport = { readonly ok: true; readonly report: Report } | Rejection;

/** Signatures and key ids are base64 or the like: nothing that a database or a screen could stumble over. */
const PRINTABLE = /^[\x21-\x7e]{1,512}$/;
const SCHEMAS = { traffic: 'traffic.v1', 'air-quality': 'air-quality.v1', grid: 'grid.v1' } as const satisfies Record<
  Domain,
  string
>;
const AN_ID = 'it must be an id of 1 to 128 letters, digits or . _ : -';

/**
 * Parses one telemetry message. Never throws: what cannot be used is a Rejection that says why.
 * Of a JSON key that stands twice the last one counts, as everywhere in JavaScript.
 * Hot path (docs/adr/0002): written by hand, one pass, no copies.
 * @param domain the topic's domain; the message's schema must be its `<domain>.v1`
 * @param value the message's bytes, or null (a tombstone)
 */
export function parseReport(domain: Domain, value: Uint8Array | null, options: ParseOptions = {}): ParsedReport {
  const parsed = parseObject(value, options);
  return parsed.ok ? reportFrom(domain, parsed.json) : parsed;
}

/** Reads a report out of a message's JSON. Never throws. */
export function reportFrom(domain: Domain, json: Record<string, unknown>): ParsedReport {
  const { schema } = json;
  if (schema !== SCHEMAS[domain])
    return reject('wrong-schema', `schema is ${showValue(schema)}, this topic takes "${domain}.v1"`);
  for (const field in json)
    if (!isField(field)) return reject('unknown-field', `${showValue(field)} is not a field of ${domain}.v1`);
  const { thing, operator, sequence, phenomenonTime } = json;
  if (typeof thing !== 'string' || !ID_PATTERN.test(thing))
    return reject('bad-field', `thing is ${showValue(thing)}; ${AN_ID}`);
  if (typeof operator !== 'string' || !ID_PATTERN.test(operator))
    return reject('bad-field', `operator is ${showValue(operator)}; ${AN_ID}`);
  if (!isSequence(sequence))
    return reject('bad-field', `sequence is ${showValue(sequence)}; it must be a whole number from 0`);
  const time = typeof phenomenonTime === 'string' ? parseIsoTime(phenomenonTime) : NaN;
  if (Number.isNaN(time))
    return reject(
      'bad-time',
      `phenomenonTime is ${showValue(phenomenonTime)}; it must be ISO 8601 with a zone, such as "2026-11-25T12:00:00Z"`,
    );
  const wrong = checkOptional(domain, json);
  if (wrong !== undefined) return wrong;
  const { results } = json;
  if (!isObject(results))
    return reject('bad-field', `results is ${showValue(results)}; it must be an object {property: number}`);
  const properties: number[] = [];
  const values: number[] = [];
  const qualities: number[] = [];
  for (const id in results) {
    const index = propertyIndex(id);
    if (index < 0 || OBSERVED_PROPERTIES[index].domain !== domain)
      return reject('unknown-property', `${showValue(id)} is not a property of ${domain}.v1`);
    const value = results[id];
    if (typeof value !== 'number' || !Number.isFinite(value))
      return reject('not-a-number', `results.${id} is ${showValue(value)}; it must be a finite number`);
    const { plausible } = OBSERVED_PROPERTIES[index];
    properties.push(index);
    values.push(value);
    qualities.push(value < plausible[0] || value > plausible[1] ? QUALITY.outOfRange : 0);
  }
  if (properties.length === 0) return reject('bad-field', 'results is empty; a report has at least one result');
  // Built in one piece: spreading a shared head into it took two thirds of this function's time.
  const report = { domain, thing, operator, sequence, phenomenonTime: time, properties, results: values, qualities };
  return { ok: true, report };
}

function isField(name: string): boolean {
  switch (name) {
    case 'schema':
    case 'thing':
    case 'operator':
    case 'sequence':
    case 'phenomenonTime':
    case 'results':
    case 'units':
    case 'signature':
    case 'keyId':
      return true;
    default:
      return false;
  }
}

const isSequence = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checkOptional(domain: Domain, json: Record<string, unknown>): Rejection | undefined {
  const { signature, keyId, units } = json;
  if (signature !== undefined && !isPrintable(signature))
    return reject('bad-field', 'signature must be 1 to 512 printable ASCII characters without spaces');
  if (keyId !== undefined && !isPrintable(keyId))
    return reject('bad-field', 'keyId must be 1 to 512 printable ASCII characters without spaces');
  return units === undefined ? undefined : checkUnits(domain, units);
}

const isPrintable = (value: unknown): boolean => typeof value === 'string' && PRINTABLE.test(value);

function checkUnits(domain: Domain, units: unknown): Rejection | undefined {
  if (!isObject(units)) return reject('bad-field', 'units must be an object {property: UCUM code}');
  for (const id in units) {
    const index = propertyIndex(id);
    if (index < 0 || OBSERVED_PROPERTIES[index].domain !== domain)
      return reject('unknown-property', `units names ${showValue(id)}, not a property of ${domain}.v1`);
    const { unit } = OBSERVED_PROPERTIES[index];
    if (units[id] !== unit)
      return reject('wrong-unit', `units.${id} is ${showValue(units[id])}, the schema's unit is "${unit}"`);
  }
  return undefined;
}
