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

export const reject = (code: RejectCode, detail: string): Rejection => ({ ok: false, code, detail });
