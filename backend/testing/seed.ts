import type { Domain } from '@citywatch/contracts';
import { observedProperty } from '@citywatch/contracts';
import type { Pool } from '@citywatch/timescale';

export interface SeedThing {
  readonly id: string;
  readonly domain?: Domain;
  readonly name?: string;
  readonly longitude?: number;
  readonly latitude?: number;
  readonly interval?: number;
  readonly properties?: readonly string[];
  readonly described?: boolean;
  readonly feeder?: { readonly id: string; readonly parent: string | null };
}

/** Puts a Thing into the catalogue as the writer does. @returns its Datastreams' ids by property */
export async function seedThing(pool: Pool, thing: SeedThing): Promise<Record<string, number>> {
  const {
    id,
    domain = 'traffic',
    name = `Thing ${thing.id}`,
    longitude = -87.63,
    latitude = 41.88,
    interval = 60,
  } = thing;
  await pool.query(`insert into operator (id, name) values ('city', 'City') on conflict do nothing`);
  await pool.query(
    `insert into thing (id, operator_id, domain, name, longitude, latitude, interval_seconds, described, feeder)
     values ($1, 'city', $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      domain,
      name,
      longitude,
      latitude,
      interval,
      thing.described ?? true,
      thing.feeder ? JSON.stringify(thing.feeder) : null,
    ],
  );
  const ids: Record<string, number> = {};
  for (const property of thing.properties ?? ['speed']) {
    const { rows } = await pool.query<{ id: number }>(
      'insert into datastream (thing_id, property, unit) values ($1, $2, $3) returning id',
      [id, property, observedProperty(property)?.unit ?? '?'],
    );
    ids[property] = rows[0].id;
  }
  await pool.query(`notify catalogue`);
  return ids;
}

/** Stores readings [time ms, result, quality] and marks them for the roll-ups, as the writer does. */
export async function seedReadings(
  pool: Pool,
  datastream: number,
  readings: readonly (readonly [number, number, number?])[],
): Promise<void> {
  const times = readings.map(([time]) => new Date(time));
  await pool.query(
    `insert into observation (datastream_id, phenomenon_time, result, sequence, quality, received_at)
     select $1, time, result, 0, quality, now() from unnest($2::timestamptz[], $3::float8[], $4::int[]) as r (time, result, quality)`,
    [datastream, times, readings.map(([, result]) => result), readings.map(([, , quality]) => quality ?? 0)],
  );
  const sorted = readings.map(([time]) => time).sort((a, b) => a - b);
  await pool.query('select mark_observed(array[$1::timestamptz], array[$2::timestamptz])', [
    new Date(sorted[0]),
    new Date(sorted[sorted.length - 1] + 1),
  ]);
}
