import type { Role, UserAnswer } from '@citywatch/contracts';
import { transaction } from '@citywatch/timescale';
import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { POOL } from '../api/tokens.js';
import { SESSION_END_CHANNEL } from './session.repository.js';

export interface Enrolment {
  readonly name: string | null;
  readonly role: Role;
  readonly expiresAt: number;
}

/** Key of the advisory lock under which accounts change: "the last administrator" is a question about all of them. */
const ACCOUNT_LOCK = 7_316_301;
const USER = `name, role, disabled, password_hash is not null as enrolled`;

/** User accounts and their one-time links. */
@Injectable()
export class AccountRepository {
  constructor(@Inject(POOL) private readonly pool: pg.Pool) {}

  async listUsers(): Promise<UserAnswer[]> {
    return (await this.pool.query<UserAnswer>(`select ${USER} from user_account order by lower(name)`)).rows;
  }

  async listAssignees(roles: readonly Role[]): Promise<{ name: string; role: Role }[]> {
    const { rows } = await this.pool.query<{ name: string; role: Role }>(
      `select name, role from user_account
       where not disabled and password_hash is not null and role = any($1) order by lower(name)`,
      [roles],
    );
    return rows;
  }

  /** Name as it is written, role and hash of somebody who may sign in; names differ by more than case. */
  async loadCredentials(name: string): Promise<{ name: string; role: Role; hash: string | null } | null> {
    const { rows } = await this.pool.query<{ name: string; role: Role; hash: string | null }>(
      'select name, role, password_hash as hash from user_account where lower(name) = lower($1) and not disabled',
      [name],
    );
    return rows[0] ?? null;
  }

  /** False where the name is taken, in whatever case. */
  async insertUser(name: string, role: Role): Promise<boolean> {
    return this.locked(async (client) => {
      const taken = await client.query('select 1 from user_account where lower(name) = lower($1)', [name]);
      if (taken.rows.length > 0) return false;
      await client.query('insert into user_account (name, role) values ($1, $2)', [name, role]);
      return true;
    });
  }

  /**
   * Changes role or access. A disabled user's sessions end in the same transaction.
   * @returns the user, 'unknown', or 'last-administrator' where nobody would be left to manage users
   */
  async updateUser(
    name: string,
    change: { role?: Role; disabled?: boolean },
  ): Promise<UserAnswer | 'unknown' | 'last-administrator'> {
    return this.locked(async (client) => {
      const { rows } = await client.query<UserAnswer>(`select ${USER} from user_account where name = $1`, [name]);
      if (rows.length === 0) return 'unknown';
      const after = { ...rows[0], ...change };
      const stays = after.role === 'administrator' && !after.disabled && after.enrolled;
      if (!stays) {
        const others = await client.query(
          `select 1 from user_account where name <> $1 and role = 'administrator' and not disabled and password_hash is not null`,
          [name],
        );
        if (rows[0].role === 'administrator' && rows[0].enrolled && others.rows.length === 0)
          return 'last-administrator';
      }
      await client.query('update user_account set role = $2, disabled = $3 where name = $1', [
        name,
        after.role,
        after.disabled,
      ]);
      if (after.disabled) await endSessions(client, name);
      return after;
    });
  }

  /** Makes a link; earlier unused ones of the same person stop working. @returns when it ends, or null for an unknown user */
  async insertEnrolment(hash: Buffer, name: string, lifeMs: number): Promise<number | null> {
    return this.locked(async (client) => {
      await client.query('delete from enrolment where user_name = $1 and used_at is null', [name]);
      const { rows } = await client.query<{ expires_at: Date }>(
        `insert into enrolment (token_hash, user_name, role, expires_at)
         select $1, name, role, now() + $3::float8 * interval '1 ms' from user_account where name = $2 returning expires_at`,
        [hash, name, lifeMs],
      );
      return rows[0]?.expires_at.getTime() ?? null;
    });
  }

  /** Makes the first administrator's link, unless somebody can already administer. */
  async insertFirstEnrolment(hash: Buffer, lifeMs: number): Promise<boolean> {
    return this.locked(async (client) => {
      const { rows } = await client.query(
        `insert into enrolment (token_hash, role, expires_at)
         select $1, 'administrator', now() + $2::float8 * interval '1 ms'
         where not exists (select 1 from user_account where role = 'administrator' and password_hash is not null)
         returning 1`,
        [hash, lifeMs],
      );
      return rows.length > 0;
    });
  }

  async loadEnrolment(hash: Buffer): Promise<Enrolment | null> {
    const { rows } = await this.pool.query<{ user_name: string | null; role: Role; expires_at: Date }>(
      'select user_name, role, expires_at from enrolment where token_hash = $1 and used_at is null and expires_at > now()',
      [hash],
    );
    return rows.length === 0
      ? null
      : { name: rows[0].user_name, role: rows[0].role, expiresAt: rows[0].expires_at.getTime() };
  }

  /**
   * Uses a link: sets the password and, for the first administrator, makes the account. Earlier sessions of the person end.
   * @returns the name, 'unknown' for a link that is not good, or 'name-taken'
   */
  async useEnrolment(
    hash: Buffer,
    name: string,
    passwordHash: string,
  ): Promise<{ name: string } | 'unknown' | 'name-taken'> {
    return this.locked(async (client) => {
      const { rows } = await client.query<{ user_name: string | null; role: Role }>(
        `select user_name, role from enrolment where token_hash = $1 and used_at is null and expires_at > now()`,
        [hash],
      );
      if (rows.length === 0) return 'unknown';
      const person = rows[0].user_name ?? name;
      if (rows[0].user_name === null) {
        const taken = await client.query('select 1 from user_account where lower(name) = lower($1)', [name]);
        if (taken.rows.length > 0) return 'name-taken';
        await client.query('insert into user_account (name, role) values ($1, $2)', [name, rows[0].role]);
        // Links that other starts printed are void once there is an administrator.
        await client.query('delete from enrolment where user_name is null and token_hash <> $1', [hash]);
      }
      await client.query('update enrolment set used_at = now(), user_name = $2 where token_hash = $1', [hash, person]);
      await client.query('update user_account set password_hash = $2 where name = $1', [person, passwordHash]);
      await endSessions(client, person);
      return { name: person };
    });
  }

  private locked<T>(change: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return transaction(this.pool, async (client) => {
      await client.query('select pg_advisory_xact_lock($1)', [ACCOUNT_LOCK]);
      return change(client);
    });
  }
}

async function endSessions(client: pg.PoolClient, user: string): Promise<void> {
  const { rows } = await client.query<{ token_hash: Buffer }>(
    'delete from session where user_name = $1 returning token_hash',
    [user],
  );
  for (const { token_hash } of rows)
    await client.query('select pg_notify($1, $2)', [SESSION_END_CHANNEL, token_hash.toString('hex')]);
}
