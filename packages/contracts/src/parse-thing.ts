import * as z from 'zod';
import { DOMAINS } from './domain.js';
import { observedProperty } from './observed-property.js';
import { parseObject, type ParseOptions } from './parse-object.js';
import { reject, type Rejection } from './reject.js';
import { ID_PATTERN, ID_SHAPE, type ThingMetadata } from './thing.js';

const id = z.string().regex(ID_PATTERN, ID_SHAPE);
/** Free text is stored and shown as it is; PostgreSQL takes neither NUL nor half a surrogate pair. */
const freeText = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'text without control characters');
const finite = z.number();

const schema = z.strictObject({
  schema: z.literal('thing.v1'),
  thing: id,
  operator: id,
  domain: z.enum(DOMAINS),
  name: freeText,
  longitude: finite.min(-180).max(180),
  latitude: finite.min(-90).max(90),
  properties: z
    .array(z.string())
    .min(1)
    .max(32)
    .refine((all) => new Set(all).size === all.length, 'each property once'),
  interval: finite.positive().max(604_800),
  road: z.strictObject({ id, name: freeText, position: finite, direction: z.enum(['N', 'E', 'S', 'W']) }).optional(),
  feeder: z.strictObject({ id, parent: id.nullable() }).optional(),
  nominal: z.record(z.string(), finite).optional(),
});

export type ParsedThing = { readonly ok: true; readonly thing: ThingMetadata } | Rejection;

/**
 * Parses a Thing's metadata message (topic things.v1). Never throws. Rare messages: clarity before speed, so zod.
 * @param value the message's bytes, or null (a tombstone)
 */
export function parseThing(value: Uint8Array | null, options: ParseOptions = {}): ParsedThing {
  const parsed = parseObject(value, options);
  return parsed.ok ? thingFrom(parsed.json) : parsed;
}

/** Reads a Thing's metadata out of a message's JSON. Never throws. */
export function thingFrom(json: Record<string, unknown>): ParsedThing {
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue.path.join('.') || 'message';
    const code =
      issue.code === 'unrecognized_keys' ? 'unknown-field' : where === 'schema' ? 'wrong-schema' : 'bad-field';
    return reject(code, `${where}: ${issue.message}`);
  }
  const thing = parsed.data;
  const names = [...thing.properties, ...Object.keys(thing.nominal ?? {})];
  const wrong = names.find((name) => observedProperty(name)?.domain !== thing.domain);
  if (wrong !== undefined)
    return reject('unknown-property', `${JSON.stringify(wrong)} is not a property of ${thing.domain}.v1`);
  return { ok: true, thing };
}
