import { DOMAINS } from './domain.js';
import { parseObject, type ParseOptions } from './parse-object.js';
import { reportFrom, type ParsedReport } from './parse-report.js';
import { thingFrom, type ParsedThing } from './parse-thing.js';
import { reject, showValue } from './reject.js';

export type ParsedMessage = ParsedReport | ParsedThing;

const KNOWN = [...DOMAINS.map((domain) => `${domain}.v1`), 'thing.v1'].join(', ');

/** Parses a message whose schema says what it is, as in a file that holds reports of all domains and Things' metadata. Never throws. */
export function parseMessage(value: Uint8Array, options: ParseOptions = {}): ParsedMessage {
  const parsed = parseObject(value, options);
  if (!parsed.ok) return parsed;
  const { json } = parsed;
  if (json['schema'] === 'thing.v1') return thingFrom(json);
  const domain = DOMAINS.find((item) => json['schema'] === `${item}.v1`);
  if (domain !== undefined) return reportFrom(domain, json);
  return reject('wrong-schema', `schema is ${showValue(json['schema'])}; known are ${KNOWN}`);
}
