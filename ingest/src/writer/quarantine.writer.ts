import type { PoolClient } from '@citywatch/timescale';
import type { Refused } from './outcome.js';

/** Keeps refused messages word for word, in the transaction that moves the offset past them. */
export async function insertQuarantine(
  client: PoolClient,
  topic: string,
  partition: number,
  refused: readonly Refused[],
): Promise<void> {
  if (refused.length === 0) return;
  await client.query(
    `insert into quarantine (topic, partition, message_offset, key, value, headers, code, detail, received_at)
     select $1, $2, o, k, v, h, c, d, r from unnest($3::bigint[], $4::bytea[], $5::bytea[], $6::jsonb[], $7::text[], $8::text[], $9::timestamptz[])
       as x (o, k, v, h, c, d, r)
     on conflict (topic, partition, message_offset) do nothing`,
    [
      topic,
      partition,
      refused.map(({ message }) => message.offset),
      refused.map(({ message }) => message.key),
      refused.map(({ message }) => message.value),
      refused.map(({ message }) => storableJson(message.headers)),
      refused.map(({ code }) => code),
      refused.map(({ detail }) => storableText(detail)),
      refused.map(({ receivedAt }) => new Date(receivedAt)),
    ],
  );
}

/** PostgreSQL's text holds no NUL, and a detail or header may quote one. */
const storableText = (text: string): string => text.replaceAll('\0', '\\u0000');

const storableJson = (headers: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(headers).map(([k, v]) => [storableText(k), storableText(v)])));
