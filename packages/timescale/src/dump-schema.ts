import type { Queryable } from './pool.js';

// Nothing of TimescaleDB's own (members of an extension) and no chunk is in the dump: both differ between installations.
const OWN = (oid: string): string => `not exists (select from pg_depend e where e.objid = ${oid} and e.deptype = 'e')`;

const TABLES = `
  select format(E'create table %I (\\n%s\\n)%s;', c.relname, string_agg(format('  %I %s%s%s', a.attname,
      format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then ' not null' else '' end,
      case when a.attidentity = 'a' then ' generated always as identity'
        when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end), E',\\n' order by a.attnum),
    case when c.reloptions is null then '' else format(' with (%s)', array_to_string(c.reloptions, ', ')) end) as text
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and ${OWN('c.oid')}
  group by c.oid, c.relname, c.reloptions order by c.relname`;

const CONSTRAINTS = `
  select format('alter table %I add constraint %I %s;', c.relname, k.conname, pg_get_constraintdef(k.oid)) as text
  from pg_constraint k join pg_class c on c.oid = k.conrelid
  where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and k.contype <> 'n' and ${OWN('c.oid')}
  order by c.relname, k.contype desc, k.conname`;

const INDEXES = `
  select replace(pg_get_indexdef(i.indexrelid), current_schema() || '.', '') || ';' as text
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
  where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and ${OWN('c.oid')}
    and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
  order by c.relname, x.relname`;

const HYPERTABLES = `
  select format('select create_hypertable(%L, by_range(%L, interval %L), create_default_indexes => false);',
    hypertable_name, column_name, time_interval) as text
  from timescaledb_information.dimensions where hypertable_schema = current_schema() order by hypertable_name`;

const VIEWS = `
  select format(E'create view %I as\\n%s', c.relname, pg_get_viewdef(c.oid)) as text
  from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'v' and ${OWN('c.oid')} order by c.relname`;

const FUNCTIONS = `
  select replace(trim(trailing E'\\n' from pg_get_functiondef(p.oid)), current_schema() || '.', '') || ';' as text
  from pg_proc p where p.pronamespace = current_schema()::regnamespace and ${OWN('p.oid')} order by p.proname`;

/**
 * The schema of a migrated database as text, the same for the same migrations: for review, and to see in a diff what a migration
 * does. Its source is the catalogue, so it also shows what PostgreSQL made of our SQL.
 */
export async function dumpSchema(database: Queryable): Promise<string> {
  const parts = [
    '-- Made by `node packages/timescale/dist/schema.command.js` from a migrated database (licence apache); do not edit.',
  ];
  for (const query of [TABLES, CONSTRAINTS, INDEXES, HYPERTABLES, VIEWS, FUNCTIONS]) {
    const { rows } = await database.query<{ text: string }>(query);
    parts.push(
      rows.map(({ text }) => text).join(query === TABLES || query === VIEWS || query === FUNCTIONS ? '\n\n' : '\n'),
    );
  }
  return `${parts.join('\n\n')}\n`;
}
