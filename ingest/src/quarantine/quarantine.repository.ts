import { transaction, type Pool, type PoolClient } from '@citywatch/timescale';

/** A refused message, word for word. */
export interface QuarantinedMessage {
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly code: string;
  readonly detail: string;
  readonly receivedAt: Date;
  readonly quarantinedAt: Date;
  readonly replayedAt: Date | null;
}

/** Which messages; what is left out does not restrict. */
export interface Selection {
  readonly ids?: readonly number[];
  readonly code?: string;
  /** Only those not replayed yet. */
  readonly waiting?: boolean;
}

interface Row extends Omit<QuarantinedMessage, 'id' | 'offset'> {
  id: string;
  offset: string;
}

const COLUMNS = `id, topic, partition, message_offset as "offset", key, value, headers, code, detail,
  received_at as "receivedAt", quarantined_at as "quarantinedAt", replayed_at as "replayedAt"`;
const MATCHES = `($1::bigint[] is null or id = any ($1)) and ($2::text is null or code = $2) and (not $3::boolean or replayed_at is null)`;
const parameters = ({ ids, code, waiting }: Selection): unknown[] => [ids ?? null, code ?? null, waiting ?? false];
const fromRow = (row: Row): QuarantinedMessage => ({ ...row, id: Number(row.id), offset: Number(row.offset) });

/** The newest `limit` messages, newest first. */
export async function listQuarantine(pool: Pool, selection: Selection, limit: number): Promise<QuarantinedMessage[]> {
  const { rows } = await pool.query<Row>(
    `select ${COLUMNS} from quarantine where ${MATCHES} order by id desc limit $4`,
    [...parameters(selection), limit],
  );
  return rows.map(fromRow);
}

/** Messages by code, all and those that wait. */
export async function countQuarantine(pool: Pool): Promise<{ code: string; all: number; waiting: number }[]> {
  const { rows } = await pool.query<{ code: string; all: string; waiting: string }>(
    `select code, count(*) as "all", count(*) filter (where replayed_at is null) as waiting from quarantine group by code order by code`,
  );
  return rows.map((row) => ({ code: row.code, all: Number(row.all), waiting: Number(row.waiting) }));
}

/** The newest entry's id, 0 where there is none. */
export async function newestId(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ id: string }>('select coalesce(max(id), 0) as id from quarantine');
  return Number(rows[0].id);
}

/** All selected messages in order, in portions, for an export of any size. */
export async function* readQuarantine(
  pool: Pool,
  selection: Selection,
  portion = 500,
): AsyncGenerator<QuarantinedMessage> {
  for (let after = 0; ;) {
    const { rows } = await pool.query<Row>(
      `select ${COLUMNS} from quarantine where ${MATCHES} and id > $4 order by id limit $5`,
      [...parameters(selection), after, portion],
    );
    yield* rows.map(fromRow);
    if (rows.length < portion) return;
    after = Number(rows[rows.length - 1].id);
  }
}

/**
 * Takes the next waiting messages, passes them to `send`, and marks them, in one transaction: two replays at once share
 * the work, and what could not be sent is not marked. Returns how many.
 */
export async function replayPortion(
  pool: Pool,
  selection: Selection,
  range: { readonly after: number; readonly upTo: number },
  portion: number,
  send: (messages: QuarantinedMessage[]) => Promise<void>,
): Promise<{ count: number; last: number }> {
  return transaction(pool, async (client: PoolClient) => {
    const { rows } = await client.query<Row>(
      `select ${COLUMNS} from quarantine where ${MATCHES} and id > $4 and id <= $5 order by id limit $6 for update skip locked`,
      [...parameters({ ...selection, waiting: true }), range.after, range.upTo, portion],
    );
    if (rows.length === 0) return { count: 0, last: range.after };
    const messages = rows.map(fromRow);
    await send(messages);
    await client.query('update quarantine set replayed_at = now() where id = any ($1)', [rows.map(({ id }) => id)]);
    return { count: rows.length, last: messages[messages.length - 1].id };
  });
}
