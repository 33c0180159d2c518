import { transaction, type Pool } from '@citywatch/timescale';
import type { FoundFlag } from './found-flags.js';

const NOTE = `
  insert into found_flag (datastream_id, from_time, until_time, quality)
  select datastream, "from", "until", quality
  from unnest($1::integer[], $2::timestamptz[], $3::timestamptz[], $4::smallint[]) as x (datastream, "from", "until", quality)
  where quality <> 0
  on conflict do nothing`;

/** The last of each Datastream; one that is older than what is known, or says the same, is no news. */
const TELL = `
  insert into datastream_quality as q (datastream_id, from_time, quality)
  select distinct on (datastream) datastream, "until", quality
  from unnest($1::integer[], $2::timestamptz[], $3::smallint[]) with ordinality as x (datastream, "until", quality, ordinal)
  order by datastream, ordinal desc
  on conflict (datastream_id) do update set from_time = excluded.from_time, quality = excluded.quality,
    changed_at = excluded.changed_at
  where excluded.from_time >= q.from_time and excluded.quality <> q.quality`;

/** Stores the flags that detectors find: for the observations, and for who shows them live. */
export class FlagRepository {
  constructor(private readonly pool: Pool) {}

  /** Stores flags in their order, once: again changes nothing. */
  async storeFlags(flags: readonly FoundFlag[]): Promise<void> {
    if (flags.length === 0) return;
    const datastreams = flags.map(({ datastream }) => datastream);
    const untils = flags.map(({ until }) => new Date(until));
    const qualities = flags.map(({ quality }) => quality);
    await transaction(this.pool, async (client) => {
      await client.query(NOTE, [datastreams, flags.map(({ from }) => new Date(from)), untils, qualities]);
      const { rowCount } = await client.query(TELL, [datastreams, untils, qualities]);
      if (rowCount !== 0) await client.query("select pg_notify('datastream_quality', '')");
    });
  }
}
