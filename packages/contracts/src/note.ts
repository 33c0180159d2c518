import * as z from 'zod';

/**
 * What a person writes down: any text of at most `max` UTF-16 units, in lines. Other control characters and halves of surrogate pairs
 * are refused: PostgreSQL stores neither (U+0000 in no text, a half in no jsonb), and a note is kept as it was written or not at all.
 */
export const note = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u, 'no control characters but tabs and line breaks');
