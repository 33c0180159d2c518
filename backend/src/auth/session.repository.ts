import type { Role } from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { POOL } from '../api/tokens.js';
import type { Session } from './session.js';

/** Channel on which ended sessions are told to every API instance, so that sockets close at once. Payload: "all of" a user or an id. */
export const SESSION_END_CHANNEL = 'session_end';

interface Row {
  token_hash: Buffer;
  user_name: string;
  role: Role;
  expires_at: Date;
  stale: boolean;
}

const toSession = (row: Row): Session => ({
  id: row.token_hash.toString('hex'),
  user: row.user_name,
  role: row.role,
  expiresAt: row.expires_at.getTime(),
});

/** Sessions that still count: not over, and of somebody who may sign in. */
const VALID = `
  select s.token_hash, s.user_name, u.role, s.expires_at, s.last_seen_at < now() - interval '1 minute' as stale
  from session s join user_account u on u.name = s.user_name
  where s.expires_at > now() and not u.disabled`;

@Injectable()
export class SessionRepository {
  constructor(@Inject(POOL) private readonly pool: pg.Pool) {}

  async insertSession(hash: Buffer, user: string, idleMs: number, absoluteMs: number): Promise<number> {
    const { rows } = await this.pool.query<{ expires_at: Date }>(
      `insert into session (token_hash, user_name, expires_at)
       values ($1, $2, now() + least($3::float8, $4::float8) * interval '1 ms') returning expires_at`,
      [hash, user, idleMs, absoluteMs],
    );
    return rows[0].expires_at.getTime();
  }

  /** The session, and whether it was last seen long enough ago to be worth an update. */
  async loadSession(hash: Buffer): Promise<{ session: Session; stale: boolean } | null> {
    const { rows } = await this.pool.query<Row>(`${VALID} and s.token_hash = $1`, [hash]);
    return rows.length === 0 ? null : { session: toSession(rows[0]), stale: rows[0].stale };
  }

  /** Those of the ids that still count. */
  async validSessions(ids: readonly string[]): Promise<Session[]> {
    const hashes = ids.map((id) => Buffer.from(id, 'hex'));
    const { rows } = await this.pool.query<Row>(`${VALID} and s.token_hash = any($1)`, [hashes]);
    return rows.map(toSession);
  }

  /** Moves the end of sessions in use: idle time from now, never beyond the absolute limit. */
  async touchSessions(ids: readonly string[], idleMs: number, absoluteMs: number): Promise<void> {
    await this.pool.query(
      `update session set last_seen_at = now(),
         expires_at = least(created_at + $3::float8 * interval '1 ms', now() + $2::float8 * interval '1 ms')
       where token_hash = any($1) and expires_at > now()`,
      [ids.map((id) => Buffer.from(id, 'hex')), idleMs, absoluteMs],
    );
  }

  async deleteSession(id: string): Promise<void> {
    await this.pool.query(
      `with gone as (delete from session where token_hash = $1 returning 1)
       select pg_notify('${SESSION_END_CHANNEL}', $2) from gone`,
      [Buffer.from(id, 'hex'), id],
    );
  }

  async deleteExpired(): Promise<void> {
    await this.pool.query('delete from session where expires_at <= now()');
    await this.pool.query(`delete from enrolment where expires_at <= now() - interval '30 days'`);
  }
}
