import { observedProperty } from '@citywatch/contracts';
import * as z from 'zod';
import { badRequest } from './api-error.js';

/** Largest JSON body: the longest command note is 2,000 characters. */
export const MAX_BODY_KB = 64;

/** Checks what a client sent. @throws ApiError 400 that names the field and what it must be. */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw badRequest(`${[where, ...issue.path.map(String)].join('.')}: ${issue.message}`);
}

/** Whole number in a query string. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d{1,16}$/, 'a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max));

/** Latest time that is taken, ms: JavaScript's and PostgreSQL's dates both reach it (year 9999). */
const MAX_TIME = 253_402_300_799_999;

/** A time in a query: ms since the epoch, or ISO 8601 with a zone. Becomes ms. */
export const queryTime = z.union(
  [
    wholeNumber(0, MAX_TIME),
    z.iso
      .datetime({ offset: true })
      .transform((text) => Date.parse(text))
      .pipe(z.number().min(0).max(MAX_TIME)),
  ],
  // A plus that is not escaped arrives as a space.
  { error: 'ms since the epoch, or ISO 8601 with a zone such as 2026-03-08T03:00:00Z (in a query + is written %2B)' },
);

/** "west,south,east,north" in degrees. */
export const queryBounds = z
  .string()
  .max(120)
  .transform((text) => text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part))))
  .pipe(
    z.tuple([
      z.number().min(-180).max(180),
      z.number().min(-90).max(90),
      z.number().min(-180).max(180),
      z.number().min(-90).max(90),
    ]),
  )
  .refine(
    ([west, south, east, north]) => west <= east && south <= north,
    'west,south,east,north with west <= east and south <= north',
  );

/** "speed,pm25" */
export const queryProperties = z
  .string()
  .max(1_000)
  .transform((text) => text.split(','))
  .pipe(z.array(z.string().refine((id) => observedProperty(id) !== undefined, 'not an observed property')));
