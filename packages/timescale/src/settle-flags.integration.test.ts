import { createTestDatabase } from '@citywatch/testkit';
import { createPool, transaction } from './pool.js';

const SETTLED = 6;

test('settling found flags reads what is flagged, not all that is stored', async () => {
  const database = await createTestDatabase();
  const pool = createPool({ url: database.url, max: 1 });
  try {
    await pool.query("insert into operator (id, name) values ('op', 'Operator')");
    await pool.query(
      `insert into thing (id, operator_id, domain, name, interval_seconds, described)
       select 't' || i, 'op', 'traffic', 'T', 60, false from generate_series(1, 500) as i`,
    );
    await pool.query(
      "insert into datastream (thing_id, property, unit) select 't' || i, 'speed', 'km/h' from generate_series(1, 500) as i",
    );
    // Three days, so that there are chunks without anything flagged too.
    await pool.query(
      `insert into observation select d.id, date_trunc('hour', now()) - m * interval '24 minutes', 50, m, 0, now()
       from generate_series(1, 180) as m cross join datastream d`,
    );
    await pool.query(
      `insert into found_flag select id, date_trunc('hour', now()) - interval '48 minutes', date_trunc('hour', now()) - interval '24 minutes', 2
       from datastream where id <= 3`,
    );
    const read = await transaction(pool, async (client) => {
      const { rows } = await client.query<{ n: number }>('select settle_flags()::integer as n');
      expect(rows[0].n).toBe(SETTLED);
      const found = await client.query<{ n: number }>(
        `select coalesce(sum(seq_tup_read), 0)::integer as n from pg_stat_xact_all_tables where relname like '\\_hyper\\_%'`,
      );
      return found.rows[0].n;
    });
    expect(read).toBe(0);
    const { rows } = await pool.query<{ n: number }>(
      'select count(*)::integer as n from observation where quality = 2 << 8',
    );
    expect(rows[0].n).toBe(SETTLED);
  } finally {
    await pool.end();
    await database.drop();
  }
});
