import { transaction } from '@citywatch/timescale';
import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { POOL } from '../api/tokens.js';

export interface QuarantineRow {
  /** bigint, as text. */
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly message_offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly code: string;
  readonly detail: string;
  readonly received_at: Date;
  readonly replayed_at: Date | null;
}

@Injectable()
export class QuarantineRepository {
  constructor(@Inject(POOL) private readonly pool: pg.Pool) {}

  async count(): Promise<number> {
    return (await this.pool.query<{ n: number }>('select count(*)::int as n from quarantine')).rows[0].n;
  }

  /** Newest first, with ids below `before`. */
  async list(limit: number, before: number | null): Promise<QuarantineRow[]> {
    const { rows } = await this.pool.query<QuarantineRow>(
      'select * from quarantine where $2::bigint is null or id < $2 order by id desc limit $1',
      [limit, before],
    );
    return rows;
  }

  /**
   * Sends an entry again and marks it, under a lock on its row: two people who press at once send it once.
   * Where the mark cannot be stored after the send, the entry stays waiting; the writer drops the second copy as a duplicate.
   * @returns the entry as marked, null for an unknown one
   */
  async replay(id: number, send: (row: QuarantineRow) => Promise<void>): Promise<QuarantineRow | null> {
    return transaction(this.pool, async (client) => {
      const { rows } = await client.query<QuarantineRow>('select * from quarantine where id = $1 for update', [id]);
      if (rows.length === 0 || rows[0].replayed_at !== null) return rows[0] ?? null;
      await send(rows[0]);
      const marked = await client.query<QuarantineRow>(
        'update quarantine set replayed_at = now() where id = $1 returning *',
        [id],
      );
      return marked.rows[0];
    });
  }
}
