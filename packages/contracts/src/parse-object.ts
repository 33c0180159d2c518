import { reject, type Rejection } from './reject.js';

/** 16 KiB hold a report of every property several times over. */
export const DEFAULT_MAX_MESSAGE_BYTES = 16_384;

export interface ParseOptions {
  readonly maxBytes?: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a message's bytes as one JSON object of any schema. Never throws.
 * @param value the message's bytes, or null (a tombstone)
 */
export function parseObject(
  value: Uint8Array | null,
  { maxBytes = DEFAULT_MAX_MESSAGE_BYTES }: ParseOptions,
): { readonly ok: true; readonly json: Record<string, unknown> } | Rejection {
  if (value === null || value.length === 0)
    return reject('empty', 'the message has no value; send one JSON object a message');
  if (value.length > maxBytes)
    return reject('too-large', `${value.length} bytes, at most ${maxBytes}; send less in one message`);
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(value));
  } catch (error) {
    return reject('malformed-json', (error as Error).message);
  }
  if (json === null || typeof json !== 'object' || Array.isArray(json))
    return reject('not-an-object', 'the message must be one JSON object');
  return { ok: true, json: json as Record<string, unknown> };
}
