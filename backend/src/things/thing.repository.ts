import type { CatalogueThing, Domain, FeederPlace, RoadPlace } from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { POOL } from '../api/tokens.js';

interface Row {
  id: string;
  name: string;
  domain: Domain;
  operator: string;
  longitude: number;
  latitude: number;
  interval: number;
  road: RoadPlace | null;
  feeder: FeederPlace | null;
}

@Injectable()
export class ThingRepository {
  constructor(@Inject(POOL) private readonly pool: pg.Pool) {}

  /** Every described Thing with its Datastreams, in order of their ids. */
  async loadThings(): Promise<CatalogueThing[]> {
    const things = await this.pool.query<Row>(
      `select id, name, domain, operator_id as operator, longitude, latitude, interval_seconds as interval, road, feeder
       from thing where described and longitude is not null and latitude is not null order by id`,
    );
    const datastreams = await this.pool.query<{ id: number; thing_id: string; property: string }>(
      'select id, thing_id, property from datastream order by id',
    );
    const byThing = new Map<string, { id: number; property: string }[]>();
    for (const { id, thing_id, property } of datastreams.rows) {
      const own = byThing.get(thing_id);
      if (own === undefined) byThing.set(thing_id, [{ id, property }]);
      else own.push({ id, property });
    }
    return things.rows.map((row) => ({ ...row, datastreams: byThing.get(row.id) ?? [] }));
  }
}
