import { type Domain } from './domain.js';
import { OBSERVED_PROPERTIES, propertyIndex } from './observed-property.js';
import { QUALITY } from './quality.js';
import { reject, type Rejection } from './reject.js';
import type { Report } from './report.js';
import { ID_PATTERN } from './thing.js';

export type ParsedReport = { readonly ok: true; readonly report: Report } | Rejection;

/** Most results one report may hold; there are not more properties. */
const FIELDS = new Set([
  'schema',
  'thing',
  'operator',
  'sequence',
  'phenomenonTime',
  'results',
  'units',
  'signature',
  'keyId',
]);
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
/** 10,000 bytes hold a report of every property several times over. */
export const DEFAULT_MAX_MESSAGE_BYTES = 16_384;

export interface ParseOptions {
  readonly maxBytes?: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses one telemetry message. Never throws: what cannot be used is a Rejection that says why.
 * @param domain the topic's domain; the message's schema must be its `<domain>.v1`
 * @param value the message's bytes, or null (a tombstone)
 */
export function parseReport(domain: Domain, value: Uint8Array | null, options: ParseOptions = {}): ParsedReport {
  if (value === null || value.length === 0)
    return reject('empty', 'the message has no value; send one JSON object a message');
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_MESSAGE_BYTES;
  if (value.length > maxBytes)
    return reject('too-large', `${value.length} bytes, at most ${maxBytes}; send one report a message`);
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(value));
  } catch (error) {
    return reject('malformed-json', (error as Error).message);
  }
  if (json === null || typeof json !== 'object' || Array.isArray(json))
    return reject('not-an-object', 'the message must be one JSON object');
  return reportFrom(domain, json as Record<string, unknown>);
}

function reportFrom(domain: Domain, json: Record<string, unknown>): ParsedReport {
  if (json.schema !== `${domain}.v1`)
    return reject('wrong-schema', `schema is ${show(json.schema)}, this topic takes "${domain}.v1"`);
  for (const field in json)
    if (!FIELDS.has(field)) return reject('unknown-field', `${show(field)} is not a field of ${domain}.v1`);
  const { thing, operator, sequence, phenomenonTime } = json;
  if (typeof thing !== 'string' || !ID_PATTERN.test(thing))
    return reject('bad-field', `thing is ${show(thing)}; it must be an id of 1 to 128 letters, digits or . _ : -`);
  if (typeof operator !== 'string' || !ID_PATTERN.test(operator))
    return reject(
      'bad-field',
      `operator is ${show(operator)}; it must be an id of 1 to 128 letters, digits or . _ : -`,
    );
  if (!Number.isSafeInteger(sequence) || (sequence as number) < 0)
    return reject('bad-field', `sequence is ${show(sequence)}; it must be a whole number from 0`);
  const time = typeof phenomenonTime === 'string' && TIME.test(phenomenonTime) ? Date.parse(phenomenonTime) : NaN;
  if (Number.isNaN(time))
    return reject(
      'bad-time',
      `phenomenonTime is ${show(phenomenonTime)}; it must be ISO 8601 with a zone, such as "2026-11-25T12:00:00Z"`,
    );
  for (const field of ['signature', 'keyId'] as const) {
    const text = json[field];
    if (text !== undefined && (typeof text !== 'string' || text.length > 512))
      return reject('bad-field', `${field} must be a text of at most 512 characters`);
  }
  const wrongUnit = checkUnits(domain, json.units);
  if (wrongUnit) return wrongUnit;
  return withResults({ domain, thing, operator, sequence: sequence as number, phenomenonTime: time }, json.results);
}

function withResults(head: Omit<Report, 'properties' | 'results' | 'qualities'>, results: unknown): ParsedReport {
  if (results === null || typeof results !== 'object' || Array.isArray(results))
    return reject('bad-field', `results is ${show(results)}; it must be an object {property: number}`);
  const properties: number[] = [];
  const values: number[] = [];
  const qualities: number[] = [];
  for (const id in results) {
    const index = propertyIndex(id);
    if (index < 0 || OBSERVED_PROPERTIES[index].domain !== head.domain)
      return reject('unknown-property', `${show(id)} is not a property of ${head.domain}.v1`);
    const value = (results as Record<string, unknown>)[id];
    if (typeof value !== 'number' || !Number.isFinite(value))
      return reject('not-a-number', `results.${id} is ${show(value)}; it must be a finite number`);
    const [min, max] = OBSERVED_PROPERTIES[index].plausible;
    properties.push(index);
    values.push(value);
    qualities.push(value < min || value > max ? QUALITY.outOfRange : 0);
  }
  if (properties.length === 0) return reject('bad-field', 'results is empty; a report has at least one result');
  return { ok: true, report: { ...head, properties, results: values, qualities } };
}

function checkUnits(domain: Domain, units: unknown): Rejection | undefined {
  if (units === undefined) return undefined;
  if (units === null || typeof units !== 'object' || Array.isArray(units))
    return reject('bad-field', 'units must be an object {property: UCUM code}');
  for (const id in units) {
    const index = propertyIndex(id);
    if (index < 0 || OBSERVED_PROPERTIES[index].domain !== domain)
      return reject('unknown-property', `units names ${show(id)}, not a property of ${domain}.v1`);
    const unit = (units as Record<string, unknown>)[id];
    if (unit !== OBSERVED_PROPERTIES[index].unit)
      return reject(
        'wrong-unit',
        `units.${id} is ${show(unit)}, the schema's unit is "${OBSERVED_PROPERTIES[index].unit}"`,
      );
  }
  return undefined;
}

/** A refused value, short enough for a log line. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
