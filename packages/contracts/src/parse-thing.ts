import * as z from 'zod';
import { DOMAINS } from './domain.js';
import { observedProperty } from './observed-property.js';
import { reject, type Rejection } from './reject.js';
import { ID_PATTERN, type ThingMetadata } from './thing.js';

const id = z.string().regex(ID_PATTERN, 'an id of 1 to 128 letters, digits or . _ : -');
const schema = z.strictObject({
  schema: z.literal('thing.v1'),
  thing: id,
  operator: id,
  domain: z.enum(DOMAINS),
  name: z
    .string()
    .min(1)
    .max(200)
    .refine((text) => !text.includes('\0'), 'no NUL character'),
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
  properties: z.array(z.string()).min(1).max(32),
  interval: z.number().positive().max(604_800),
  road: z
    .strictObject({
      id,
      name: z.string().min(1).max(200),
      position: z.number(),
      direction: z.enum(['N', 'E', 'S', 'W']),
    })
    .optional(),
  feeder: z.strictObject({ id, parent: id.nullable() }).optional(),
  nominal: z.record(z.string(), z.number()).optional(),
});

export type ParsedThing = { readonly ok: true; readonly thing: ThingMetadata } | Rejection;

/** Parses a Thing's metadata message (topic things.v1). Never throws. Rare messages: clarity before speed, so zod. */
export function parseThing(value: Uint8Array | null): ParsedThing {
  if (value === null || value.length === 0) return reject('empty', 'the message has no value');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value));
  } catch (error) {
    return reject('malformed-json', (error as Error).message);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return reject(
      issue.code === 'unrecognized_keys' ? 'unknown-field' : 'bad-field',
      `${issue.path.join('.') || 'message'}: ${issue.message}`,
    );
  }
  const wrong = parsed.data.properties.find((p) => observedProperty(p)?.domain !== parsed.data.domain);
  if (wrong !== undefined)
    return reject('unknown-property', `${JSON.stringify(wrong)} is not a property of ${parsed.data.domain}.v1`);
  return { ok: true, thing: parsed.data };
}
