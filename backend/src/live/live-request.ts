import { observedProperty, OBSERVED_PROPERTIES, type LiveRequest } from '@citywatch/contracts';
import * as z from 'zod';

const degrees = (limit: number) => z.number().min(-limit).max(limit);
const schema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('subscribe'),
    id: z
      .number()
      .int()
      .min(0)
      .max(2 ** 32 - 1),
    bounds: z
      .tuple([degrees(180), degrees(90), degrees(180), degrees(90)])
      .refine(([west, south, east, north]) => west <= east && south <= north, 'west <= east and south <= north'),
    properties: z
      .array(z.string().refine((id) => observedProperty(id) !== undefined, 'not an observed property'))
      .max(OBSERVED_PROPERTIES.length),
  }),
  z.strictObject({ type: z.literal('incidents'), after: z.number().int().min(0).nullable() }),
  z.strictObject({ type: z.literal('ping'), at: z.number() }),
]) satisfies z.ZodType<LiveRequest>;

/** Checks a client's message. @returns the request, or what is wrong with it */
export function parseLiveRequest(data: Buffer | ArrayBuffer | Buffer[], isBinary: boolean): LiveRequest | string {
  if (isBinary) return 'binary messages are not taken';
  let json: unknown;
  try {
    json = JSON.parse(String(data));
  } catch {
    return 'the message is not JSON';
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return `${issue.path.length === 0 ? 'message' : issue.path.join('.')}: ${issue.message}`;
}
