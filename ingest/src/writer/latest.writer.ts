import type { Pool, Queryable } from '@citywatch/timescale';
import type { Accepted } from './outcome.js';

interface Latest {
  time: number;
  result: number;
  quality: number;
}

/**
 * observation_latest, flushed in its own small transactions: an update of a row per Datastream in each COPY would cost more
 * than the COPY. What a kill loses is healed from the observations.
 */
export class LatestWriter {
  #pending = new Map<number, Latest>();
  readonly #pool: Pool;
  #flushing: Promise<void> = Promise.resolve();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Notes what was committed. */
  note(accepted: readonly Accepted[]): void {
    for (const { report, thing } of accepted) {
      const time = report.phenomenonTime;
      for (let i = 0; i < report.results.length; i++) {
        const id = thing!.datastreams[report.properties[i]];
        const known = this.#pending.get(id);
        if (known === undefined) {
          this.#pending.set(id, { time, result: report.results[i], quality: report.qualities[i] });
        } else if (time > known.time) {
          known.time = time;
          known.result = report.results[i];
          known.quality = report.qualities[i];
        }
      }
    }
  }

  /** Writes what was noted. When it fails the notes stay for the next time. One flush at a time. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.catch(() => undefined).then(() => this.#flush());
    return this.#flushing;
  }

  async #flush(): Promise<void> {
    if (this.#pending.size === 0) return;
    const taken = this.#pending;
    this.#pending = new Map();
    try {
      await upsertLatest(this.#pool, taken);
    } catch (error) {
      for (const [id, latest] of taken) {
        const newer = this.#pending.get(id);
        if (newer === undefined || newer.time < latest.time) this.#pending.set(id, latest);
      }
      throw error;
    }
  }

  /** Brings in what writers that were killed had stored but not flushed. */
  async heal(): Promise<void> {
    await this.#pool.query(
      `insert into observation_latest as l (datastream_id, phenomenon_time, result, quality)
       select d.id, o.phenomenon_time, o.result, o.quality
       from datastream d left join observation_latest known on known.datastream_id = d.id
       cross join lateral (
         select phenomenon_time, result, quality from observation
         where datastream_id = d.id and phenomenon_time > coalesce(known.phenomenon_time, '-infinity')
         order by phenomenon_time desc limit 1) as o
       order by d.id
       on conflict (datastream_id) do update set phenomenon_time = excluded.phenomenon_time, result = excluded.result,
         quality = excluded.quality
       where excluded.phenomenon_time > l.phenomenon_time`,
    );
  }
}

/** Sorted by id, so that two writers lock in the same order. */
async function upsertLatest(database: Queryable, latest: ReadonlyMap<number, Latest>): Promise<void> {
  const rows = [...latest].sort(([a], [b]) => a - b);
  await database.query({
    name: 'upsert-latest',
    text: `insert into observation_latest as l (datastream_id, phenomenon_time, result, quality)
      select i, to_timestamp(t / 1000.0), r, q from unnest($1::int[], $2::float8[], $3::float8[], $4::int2[]) as x (i, t, r, q)
      on conflict (datastream_id) do update set phenomenon_time = excluded.phenomenon_time, result = excluded.result,
        quality = excluded.quality
      where excluded.phenomenon_time > l.phenomenon_time`,
    values: [
      rows.map(([id]) => id),
      rows.map(([, { time }]) => time),
      rows.map(([, { result }]) => result),
      rows.map(([, { quality }]) => quality),
    ],
  });
}
