import {
  copyBuffer,
  isDataError,
  isUniqueViolation,
  transaction,
  type Pool,
  type PoolClient,
} from '@citywatch/timescale';
import type { Account } from './account.js';
import { COLUMNS, RowEncoder } from './encode-rows.js';
import { observedRanges } from './observed-ranges.js';
import { moveOffset, type OffsetStep } from './offset.writer.js';
import type { Accepted, Outcome, Refused } from './outcome.js';
import { insertQuarantine } from './quarantine.writer.js';

/** What one transaction has done. */
export interface Stored {
  readonly account: Account;
  /** Refusals that only the database knew of are among them. */
  readonly refused: readonly Refused[];
  /** Reports of which a row is new. */
  readonly fresh: readonly Accepted[];
}

/** Rows that a staged batch inserted, of the report with this index. */
interface Inserted {
  ordinal: number;
  rows: string;
}

/**
 * Stores batches: rows, quarantine, roll-up notes and offset in one transaction. Rows go by binary COPY; only where
 * a row is there already is the batch redone through a staging table, which keeps the first of two.
 */
export class BatchWriter {
  readonly #pool: Pool;
  readonly #encoders: RowEncoder[] = [];

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Stores the outcomes of all messages up to `step.next` and moves the offset there. A row that the database refuses is
   * found by halving and quarantined; what was stored until then stays, with its offset.
   * @param onStored called after each commit
   * @throws FencedError, or the database's error
   */
  async store(
    step: OffsetStep,
    outcomes: readonly Outcome[],
    onStored: (stored: Stored, reached: number) => void,
  ): Promise<void> {
    let stored: Stored;
    try {
      stored = await this.#storeOnce(step, outcomes);
    } catch (error) {
      if (!isDataError(error)) throw error;
      return this.#halve(step, outcomes, error as Error, onStored);
    }
    onStored(stored, step.next);
  }

  async #halve(
    step: OffsetStep,
    outcomes: readonly Outcome[],
    error: Error,
    onStored: (stored: Stored, reached: number) => void,
  ): Promise<void> {
    if (outcomes.length <= 1) {
      const [only] = outcomes;
      // Not a row's fault: nothing that could be put aside.
      if (only?.kind !== 'accepted') throw error;
      const { message, receivedAt } = only;
      const detail = `the database refused it: ${error.message}`;
      return this.store(step, [{ kind: 'refused', message, receivedAt, code: 'bad-field', detail }], onStored);
    }
    const half = Math.ceil(outcomes.length / 2);
    const middle = outcomes[half].message.offset;
    await this.store({ ...step, next: middle }, outcomes.slice(0, half), onStored);
    await this.store({ ...step, expected: middle }, outcomes.slice(half), onStored);
  }

  async #storeOnce(step: OffsetStep, outcomes: readonly Outcome[]): Promise<Stored> {
    const accepted: Accepted[] = [];
    const refused: Refused[] = [];
    for (const outcome of outcomes) {
      if (outcome.kind === 'accepted') accepted.push(outcome);
      else refused.push(outcome);
    }
    try {
      return await transaction(this.#pool, async (client) => {
        const rows = await this.#copy(client, accepted);
        return this.#finish(client, step, accepted, refused, accepted, rows);
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
    }
    return transaction(this.#pool, async (client) => {
      const inserted = await copyStaged(client, accepted);
      const fresh = inserted.map(({ ordinal }) => accepted[ordinal]);
      const rows = inserted.reduce((sum, row) => sum + Number(row.rows), 0);
      return this.#finish(client, step, accepted, refused, fresh, rows);
    });
  }

  async #copy(client: PoolClient, accepted: readonly Accepted[]): Promise<number> {
    if (accepted.length === 0) return 0;
    const encoder = this.#encoders.pop() ?? new RowEncoder();
    await copyBuffer(
      client,
      `copy observation (${COLUMNS}) from stdin (format binary)`,
      encoder.encode(inIndexOrder(accepted)),
    );
    // Given back only after success: a cut COPY may still hold the buffer in its socket.
    this.#encoders.push(encoder);
    let rows = 0;
    for (const { report } of accepted) rows += report.results.length;
    return rows;
  }

  async #finish(
    client: PoolClient,
    step: OffsetStep,
    accepted: readonly Accepted[],
    refused: readonly Refused[],
    fresh: readonly Accepted[],
    rows: number,
  ): Promise<Stored> {
    if (rows > 0) await markObserved(client, accepted);
    await insertQuarantine(client, step.topic, step.partition, refused);
    const stored = fresh.length;
    const account = { stored, duplicate: accepted.length - stored, quarantined: refused.length, rows };
    await moveOffset(client, step, account);
    return { account, refused, fresh };
  }
}

/** As the unique index has them: neighbours go to the same leaf, and history reads fewer pages. */
function inIndexOrder(accepted: readonly Accepted[]): Accepted[] {
  const first = ({ thing, report }: Accepted): number => thing?.datastreams[report.properties[0]] ?? 0;
  return [...accepted].sort((a, b) => first(a) - first(b) || a.report.phenomenonTime - b.report.phenomenonTime);
}

async function markObserved(client: PoolClient, accepted: readonly Accepted[]): Promise<void> {
  const { from, to } = observedRanges(accepted.map(({ report }) => report.phenomenonTime));
  await client.query({
    name: 'mark-observed',
    text: 'select mark_observed($1::timestamptz[], $2::timestamptz[])',
    values: [from.map((ms) => new Date(ms)), to.map((ms) => new Date(ms))],
  });
}

/** Of two rows for the same Datastream and time the first stays, also where both are in this batch. */
async function copyStaged(client: PoolClient, accepted: readonly Accepted[]): Promise<Inserted[]> {
  await client.query('create temp table staging (like observation, ordinal integer not null) on commit drop');
  await copyBuffer(
    client,
    `copy staging (${COLUMNS}, ordinal) from stdin (format binary)`,
    new RowEncoder(true).encode(accepted),
  );
  const { rows } = await client.query<Inserted>(
    `with candidate as (
       select distinct on (datastream_id, phenomenon_time) * from staging order by datastream_id, phenomenon_time, ordinal
     ), inserted as (
       insert into observation (${COLUMNS}) select ${COLUMNS} from candidate
       on conflict (datastream_id, phenomenon_time) do nothing returning datastream_id, phenomenon_time
     )
     select ordinal, count(*) as rows from inserted join candidate using (datastream_id, phenomenon_time) group by ordinal`,
  );
  return rows;
}
