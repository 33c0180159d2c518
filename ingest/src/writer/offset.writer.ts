import type { PoolClient, Queryable } from '@citywatch/timescale';
import { consumedOf, type Account } from './account.js';

export interface OffsetStep {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  /** What the database says now; null: nothing yet. */
  readonly expected: number | null;
  readonly next: number;
}

/** Someone else has moved the offset: this consumer must ask again where it is. Trying again helps. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
  readonly retriable = true;

  constructor({ topic, partition, expected }: OffsetStep) {
    super(
      `${topic}/${partition} is no longer at ${expected ?? 'its beginning'}: another writer has moved it, or our own commit was not answered`,
    );
  }
}

/** Next offset of each partition that has one. */
export async function loadOffsets(
  database: Queryable,
  consumer: string,
  topic: string,
  partitions: readonly number[],
): Promise<Map<number, number>> {
  const { rows } = await database.query<{ partition: number; next_offset: string }>(
    'select partition, next_offset from consumer_offset where consumer = $1 and topic = $2 and partition = any ($3)',
    [consumer, topic, partitions],
  );
  return new Map(rows.map((row) => [row.partition, Number(row.next_offset)]));
}

/**
 * Moves the offset by compare-and-set and adds to the account, in the transaction of what the messages produced. The row lock
 * makes a second writer wait, and then find the offset moved.
 * @throws FencedError
 */
export async function moveOffset(client: PoolClient, step: OffsetStep, account: Account): Promise<void> {
  const { rowCount } = await client.query({
    name: 'move-offset',
    text: `insert into consumer_offset as o (consumer, topic, partition, next_offset, consumed, stored, duplicate, quarantined, rows_stored)
      values ($1, $2, $3, $4, $6, $7, $8, $9, $10)
      on conflict (consumer, topic, partition) do update set next_offset = excluded.next_offset,
        consumed = o.consumed + excluded.consumed, stored = o.stored + excluded.stored,
        duplicate = o.duplicate + excluded.duplicate, quarantined = o.quarantined + excluded.quarantined,
        rows_stored = o.rows_stored + excluded.rows_stored, updated_at = now()
      where o.next_offset = $5`,
    values: [
      step.consumer,
      step.topic,
      step.partition,
      step.next,
      step.expected,
      consumedOf(account),
      account.stored,
      account.duplicate,
      account.quarantined,
      account.rows,
    ],
  });
  if (rowCount !== 1) throw new FencedError(step);
}
