import {
  OBSERVED_PROPERTIES,
  SAID_QUALITY,
  type Domain,
  type FeederPlace,
  type RoadPlace,
  type ThingMetadata,
} from '@citywatch/contracts';
import { fadedShift } from '@citywatch/detection';
import type { Pool } from '@citywatch/timescale';
import type { StoredRow, StoredStream } from './stored-reports.js';

/** Rows that one statement should bring, and the bounds of the time it asks for, ms. */
const WANTED_ROWS = 100_000;
const FIRST_MS = 600_000;
const LEAST_MS = 60_000;
const MOST_MS = 6 * 3_600_000;

const MS = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`;

interface ThingRow {
  thing: string;
  operator: string;
  domain: Domain;
  name: string;
  longitude: number;
  latitude: number;
  interval: number;
  road: RoadPlace | null;
  feeder: FeederPlace | null;
  nominal: Record<string, number>;
  properties: string[];
}

/** Stored history, as a backtest reads it. */
export class StoredRepository {
  constructor(private readonly pool: Pool) {}

  /** Described Things of these domains, as their metadata message had them. */
  async loadThings(domains: readonly Domain[]): Promise<ThingMetadata[]> {
    const { rows } = await this.pool.query<ThingRow>(
      `select t.id as thing, o.name as operator, t.domain, t.name, t.longitude, t.latitude, t.interval_seconds as interval,
         t.road, t.feeder, t.nominal, array(select d.property from datastream d where d.thing_id = t.id order by d.id) as properties
       from thing t join operator o on o.id = t.operator_id
       where t.domain = any ($1) and t.described and t.longitude is not null and t.latitude is not null order by t.id`,
      [domains],
    );
    return rows.map(({ road, feeder, ...thing }) => ({
      schema: 'thing.v1',
      ...thing,
      ...(road === null ? {} : { road }),
      ...(feeder === null ? {} : { feeder }),
    }));
  }

  /** Datastreams of these domains, by id. */
  async loadStreams(domains: readonly Domain[]): Promise<Map<number, StoredStream>> {
    const { rows } = await this.pool.query<Omit<StoredStream, 'property'> & { property: string }>(
      `select d.id as datastream, d.thing_id as thing, t.operator_id as operator, t.domain, d.property
       from datastream d join thing t on t.id = d.thing_id where t.domain = any ($1)`,
      [domains],
    );
    const streams = new Map<number, StoredStream>();
    for (const row of rows) {
      const property = OBSERVED_PROPERTIES.findIndex(({ id }) => id === row.property);
      if (property >= 0) streams.set(row.datastream, { ...row, property });
    }
    return streams;
  }

  /** What people's verdicts have left of Datastreams' thresholds at a time (ms), decades, by `thing/property`. */
  async loadShifts(now: number): Promise<Map<string, number>> {
    const { rows } = await this.pool.query<{ key: string; from: Date; shift: number }>(
      `select distinct on (t.datastream_id) d.thing_id || '/' || d.property as key, t.from_time as "from", t.shift
       from datastream_threshold t join datastream d on d.id = t.datastream_id
       order by t.datastream_id, t.feedback_id desc`,
    );
    return new Map(rows.map(({ key, from, shift }) => [key, fadedShift({ from: from.getTime(), shift }, now)]));
  }

  /** About how many observations these Datastreams have in [from, to), ms, at most so many a minute; flagged ones are not counted. */
  async estimate(datastreams: readonly number[], from: number, to: number, aMinute = Infinity): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(
      `select coalesce(sum(least(count, $4::float8)), 0)::float8 as count from observation_1h
       where bucket >= $2 and bucket < $3 and datastream_id = any ($1)`,
      [datastreams, new Date(from), new Date(to), 60 * aMinute],
    );
    return rows[0].count;
  }

  /** Observations of [from, to), ms, in order of time, with what their messages said of them; a statement's worth at a time. */
  readAll(datastreams: readonly number[], from: number, to: number): AsyncGenerator<readonly StoredRow[], void> {
    return this.read(
      `select ${MS('phenomenon_time')}, datastream_id, result, (quality & ${SAID_QUALITY})::int from observation
       where phenomenon_time >= $1 and phenomenon_time < $2 and datastream_id = any ($3)
       order by phenomenon_time, datastream_id`,
      datastreams,
      from,
      to,
    );
  }

  /** The last good observation of each minute of [from, to), whole minutes in ms, at the minute's start. */
  readMinutes(datastreams: readonly number[], from: number, to: number): AsyncGenerator<readonly StoredRow[], void> {
    return this.read(
      `select ${MS('bucket')}, datastream_id, last, 0 from observation_1m
       where bucket >= $1 and bucket < $2 and datastream_id = any ($3) order by bucket, datastream_id`,
      datastreams,
      from,
      to,
    );
  }

  /** While one part is judged the database brings the next. */
  private async *read(
    text: string,
    datastreams: readonly number[],
    from: number,
    to: number,
  ): AsyncGenerator<readonly StoredRow[], void> {
    let span = FIRST_MS;
    const ask = (at: number) => {
      const until = Math.min(to, at + span);
      const values = [new Date(at), new Date(until), datastreams];
      const answer = this.pool.query<[number, number, number, number]>({ text, values, rowMode: 'array' });
      // Whoever reads may have stopped meanwhile; the error is for who waits for it.
      answer.catch(() => undefined);
      return { until, answer };
    };
    for (let next = from < to ? ask(from) : null; next !== null;) {
      const { until, answer } = next;
      const { rows } = await answer;
      // What came last tells how much may come next; never more than four times as much at once.
      const fitting = (span * WANTED_ROWS) / Math.max(1, rows.length);
      span = Math.round(Math.min(MOST_MS, Math.max(LEAST_MS, Math.min(4 * span, fitting))) / LEAST_MS) * LEAST_MS;
      next = until < to ? ask(until) : null;
      yield rows;
    }
  }
}
