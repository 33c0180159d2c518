import pg from 'pg';
import { createTestDatabase } from './database.js';

async function ask<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  it('is migrated, and another one is apart from it', async () => {
    const [one, other] = [await createTestDatabase(), await createTestDatabase()];
    await ask(one.url, 'create table only_here ()');
    expect(await ask(one.url, 'select version from schema_migration where version = 1')).toHaveLength(1);
    expect(await ask(other.url, `select to_regclass('only_here') as it`)).toEqual([{ it: null }]);
    await Promise.all([one.drop(), other.drop()]);
    await expect(ask(one.url, 'select 1')).rejects.toThrow('does not exist');
  });

  it('can be empty', async () => {
    const database = await createTestDatabase({ migrated: false });
    expect(await ask(database.url, `select to_regclass('schema_migration') as it`)).toEqual([{ it: null }]);
    await database.drop();
  });

  it('is dropped even where a connection was left open, and tells which', async () => {
    const database = await createTestDatabase({ migrated: false });
    const client = new pg.Client({ connectionString: database.url, application_name: 'forgetful' });
    const closed = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await client.query('select 42 as answer');
    await expect(database.drop()).rejects.toThrow('forgetful: select 42 as answer');
    await closed;
  });
});
