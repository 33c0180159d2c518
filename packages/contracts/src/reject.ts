/** Why a message was refused. The code is stored, counted and shown; the detail says what, where and what to do. */
export const REJECT_CODES = [
  'empty', // tombstone or zero bytes
  'too-large',
  'malformed-json',
  'not-an-object',
  'wrong-schema',
  'bad-field', // a required field is missing or of the wrong type
  'unknown-field',
  'unknown-property',
  'wrong-unit',
  'not-a-number',
  'bad-time',
  'clock-ahead',
  'clock-behind',
  'unknown-thing',
  'wrong-key', // the Kafka key is not the Thing id
] as const;
export type RejectCode = (typeof REJECT_CODES)[number];

export interface Rejection {
  readonly ok: false;
  readonly code: RejectCode;
  readonly detail: string;
}

/** The detail is stored and shown as it is: no control character, no half of a surrogate pair, at most 500 characters. */
export const reject = (code: RejectCode, detail: string): Rejection => ({
  ok: false,
  code,
  detail: detail.slice(0, 500).replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd'),
});

/** A refused value in a few words. What it contains is not shown: it may nest deeper than the stack is. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  // JSON has no Infinity, but 1e400 becomes one.
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
